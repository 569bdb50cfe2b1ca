{# The streams of tokens of a testbench: the prompt goes in while `offering` is high, the answer is compared; with `ends`
   its last token is the end of the simulation. #}
// Prompt: a token is offered until it is taken.
always @(posedge {{ clock }}) begin
    if ({{ offering }} && (!s_axis_tvalid || s_axis_tready)) begin
        s_axis_tvalid <= sent < PROMPT_TOKENS;
        if (sent < PROMPT_TOKENS) begin
            s_axis_tdata <= prompt[sent];
            s_axis_tlast <= sent == PROMPT_TOKENS - 1;
            sent <= sent + 1;
        end
    end
end

reg waiting = 0, waiting_tlast = 0;
reg [31:0] waiting_tdata = 0;

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
        if (received == ANSWER_TOKENS) begin
            $display("FAIL: a token comes after the answer's last");
            $stop;
{% if core.preset.sequences > 1 %}
        end else if (m_axis_tid !== 0) begin
            $display("FAIL: token %0d is of text %0d, expected 0", received, m_axis_tid);
            $stop;
{% endif %}
        end else if (m_axis_tdata !== answer[received]) begin
            $display("FAIL: token %0d is %0d, expected %0d", received, m_axis_tdata, answer[received]);
            $stop;
        end else if (m_axis_tlast !== (received == ANSWER_TOKENS - 1)) begin
            $display("FAIL: tlast of token %0d is %b", received, m_axis_tlast);
            $stop;
        end else begin
            $display("token %0d: %0d, cycle %0d", received, m_axis_tdata, cycle);
            received <= received + 1;
{% if ends %}
            if (received == ANSWER_TOKENS - 1) begin
                $display("PASS: %0d tokens in %0d cycles", ANSWER_TOKENS, cycle);
                $finish;
            end
{% endif %}
        end
    end
end
