"""A small story-telling LLaMA checkpoint and everything that made it."""
