"""Compare two surfaces."""
