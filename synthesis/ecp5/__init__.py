"""What is the ECP5's alone: its device, passes over its netlist, models of its cells, place and route."""
