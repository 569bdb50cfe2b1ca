// {{ kernel }}: the core under the names that Vitis wants of a kernel's ports.
// Vitis wants the name `interrupt`.
// verilator lint_off SYMRSVDWORD
module {{ kernel }} (
{% for port, inner in ports %}
    {{ port.direction }} wire {{ port.range }}{{ port.name }}{{ "," if not loop.last }}
{% endfor %}
);

{{ core.top }} core (
{% for port, inner in ports %}
    .{{ inner.name }}({{ port.name }}){{ "," if not loop.last }}
{% endfor %}
);

endmodule
// verilator lint_on SYMRSVDWORD
