"""The documentation: its pictures are those of the present design, its numbers those of the simulation."""
