"""What is counted: a plugin of pytest, and the situations of blocks."""
