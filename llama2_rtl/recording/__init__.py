"""Runs of the generated Verilog in which the ports that are bundles are recorded, and the stretches of them that show
a bundle best: what the timing diagrams of the documentation are drawn from."""
