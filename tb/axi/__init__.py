"""Tests of the memory beside the core."""
