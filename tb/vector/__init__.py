"""Tests of the vector path."""
