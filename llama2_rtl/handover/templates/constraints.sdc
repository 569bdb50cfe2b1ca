# Timing of {{ core.top }}. The frequency stands here and nowhere else in this file.
set {{ clock }}_mhz {{ mhz | float }}
set {{ clock }}_period [expr {1000.0 / ${{ clock }}_mhz}]
create_clock -name {{ clock }} -period ${{ clock }}_period [get_ports { {{- clock -}} }]

# Of a cycle, this share passes outside, on the way from a register of the surroundings or to one. Every port is
# synchronous to the clock, the reset and the levels too: there is no false path, and a reset from elsewhere must be
# brought into this clock first. No hold requirement: on one chip the tools see both registers.
set outside_share 0.4
set outside [expr {$outside_share * ${{ clock }}_period}]
{% for port in inputs %}
set_input_delay -max -clock {{ clock }} $outside [get_ports { {{- port.pins -}} }]
{% endfor %}
{% for port in core.outputs %}
set_output_delay -max -clock {{ clock }} $outside [get_ports { {{- port.pins -}} }]
{% endfor %}
