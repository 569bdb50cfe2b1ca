"""Golden against llama2.c's text, against a second implementation in plain integers, and against bad input."""
