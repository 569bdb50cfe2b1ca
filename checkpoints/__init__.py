"""Checkpoints that ship with the project."""
