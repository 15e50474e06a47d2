"""holdfast keeps the public API of a Python package backward compatible."""
