"""The registers on AXI4-Lite: one description, and what is made of it."""
