"""Tests of the mat-vec engine and its supply."""
