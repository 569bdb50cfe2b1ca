"""Tests of the serial line: bits, bytes, packets."""
