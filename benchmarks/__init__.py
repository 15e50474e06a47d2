"""Measurements on real repositories; nothing here is shipped."""
