"""The page about a core: what is on it, and what a reader sees of it in a browser."""
