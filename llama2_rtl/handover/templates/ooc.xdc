# {{ core.top }} by itself, as a part of a larger design: Vivado reads this file only where it synthesises the core out of
# its context. In the design the clock comes from outside, with its own constraints, and the core needs none.
create_clock -name {{ clock }} -period {{ (1000 / mhz) | round(3) }} [get_ports { {{- clock -}} }]
