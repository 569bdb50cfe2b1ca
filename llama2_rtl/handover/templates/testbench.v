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
reg waiting = 0, waiting_tlast = 0;
reg [31:0] waiting_tdata = 0;

always @(posedge {{ clock }}) begin
    cycle <= cycle + 1;
    aresetn <= cycle >= 4;
    max_tokens <= ANSWER_TOKENS;
    if (cycle == TIMEOUT_CYCLES) begin
        $display("FAIL: %0d of %0d tokens after %0d cycles", received, ANSWER_TOKENS, cycle);
        $stop;
    end
end

// Prompt: a token is offered until it is taken.
always @(posedge {{ clock }}) begin
    if (aresetn && (!s_axis_tvalid || s_axis_tready)) begin
        s_axis_tvalid <= sent < PROMPT_TOKENS;
        if (sent < PROMPT_TOKENS) begin
            s_axis_tdata <= prompt[sent];
            s_axis_tlast <= sent == PROMPT_TOKENS - 1;
            sent <= sent + 1;
        end
    end
end

// Answer: every token waits for a cycle, unchanged, before it is taken.
always @(posedge {{ clock }}) begin
    m_axis_tready <= aresetn && m_axis_tvalid && !m_axis_tready;
    waiting <= aresetn && m_axis_tvalid && !m_axis_tready;
    waiting_tdata <= m_axis_tdata;
    waiting_tlast <= m_axis_tlast;
    if (aresetn && cycle > 8 && m_axis_tvalid !== 0 && m_axis_tvalid !== 1) begin
        $display("FAIL: m_axis_tvalid is unknown in cycle %0d", cycle);
        $stop;
    end else if (waiting && (m_axis_tvalid !== 1 || m_axis_tdata !== waiting_tdata || m_axis_tlast !== waiting_tlast)) begin
        $display("FAIL: token %0d did not stay until it was taken", received);
        $stop;
    end else if (m_axis_tvalid && m_axis_tready) begin
        if (m_axis_tdata !== answer[received]) begin
            $display("FAIL: token %0d is %0d, expected %0d", received, m_axis_tdata, answer[received]);
            $stop;
        end else if (m_axis_tlast !== (received == ANSWER_TOKENS - 1)) begin
            $display("FAIL: tlast of token %0d is %b", received, m_axis_tlast);
            $stop;
        end else begin
            $display("token %0d: %0d, cycle %0d", received, m_axis_tdata, cycle);
            received <= received + 1;
            if (received == ANSWER_TOKENS - 1) begin
                $display("PASS: %0d tokens in %0d cycles", ANSWER_TOKENS, cycle);
                $finish;
            end
        end
    end
end

endmodule
