"""What only one vendor's devices or one board has: the one place with vendor primitives."""
