"""The page about a core: what is on it, and how it becomes one file of HTML."""
