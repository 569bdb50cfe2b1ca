"""Tests of boards: their top as a whole, clocks, constraints, and the programs at the other end of the line."""
