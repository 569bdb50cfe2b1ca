"""Tests of the pipeline controller."""
