"""From source text to the model."""
