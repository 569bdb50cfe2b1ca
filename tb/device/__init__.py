"""Tests of the commands that use a device: a simulated one, and one of files."""
