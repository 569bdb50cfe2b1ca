"""Tests of the arithmetic kernels."""
