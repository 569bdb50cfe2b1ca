// {{ core.top }}_tb: the prompt goes into the core, golden's tokens must come out. Ends with one line that begins with PASS,
// or with one that begins with FAIL and $stop.
`timescale 1ns/1ps

module {{ core.top }}_tb;

localparam PROMPT_TOKENS = {{ core.run.prompt | length }};
localparam ANSWER_TOKENS = {{ core.run.answer | length }};
localparam TIMEOUT_CYCLES = {{ timeout }};

reg [31:0] prompt [0:PROMPT_TOKENS-1];
reg [31:0] answer [0:ANSWER_TOKENS-1];

initial begin
{% for token in core.run.prompt %}
    prompt[{{ loop.index0 }}] = {{ token }};
{% endfor %}
{% for token in core.run.answer %}
    answer[{{ loop.index0 }}] = {{ token }};
{% endfor %}
end

reg {{ clock }} = 0;
{% for port in inputs %}
reg {{ port.range }}{{ port.name }} = 0;
{% endfor %}
{% for port in core.outputs %}
wire {{ port.range }}{{ port.name }};
{% endfor %}

{{ core.top }} dut (
{% for port in core.ports %}
    .{{ port.name }}({{ port.name }}){{ "," if not loop.last }}
{% endfor %}
);

always #{{ half_period_ns }} {{ clock }} = !{{ clock }};

integer cycle = 0, sent = 0, received = 0;

always @(posedge {{ clock }}) begin
    cycle <= cycle + 1;
    aresetn <= cycle >= 4;
    max_tokens <= ANSWER_TOKENS;
    if (cycle == TIMEOUT_CYCLES) begin
        $display("FAIL: %0d of %0d tokens after %0d cycles", received, ANSWER_TOKENS, cycle);
        $stop;
    end
end

{% with offering="aresetn", ends=true %}
{% include "token_streams.v" %}
{% endwith %}

endmodule
