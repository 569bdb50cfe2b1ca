// token_loop: generated from the block token_loop(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module token_loop (
    clk,
    rst,
    s_axis_tvalid,
    s_axis_tready,
    s_axis_tdata,
    s_axis_tlast,
    m_axis_tvalid,
    m_axis_tready,
    m_axis_tdata,
    m_axis_tlast,
    max_tokens,
    text_start,
    token_start,
    token,
    position,
    token_done,
    next_token
);
// Prompt tokens come in on `s_axis`, `tlast` at the prompt's end; each is run at the next position. After the last
// the token that the decoder chose leaves on `m_axis` and is run in turn, until it is one of the model's stop tokens,
// the `max_tokens`th (0: no limit but the context) or has no position left: that one carries `tlast`, and the next
// prompt starts at position 0. A prompt token outside the vocabulary is read as 0, the unknown token; a prompt that
// fills the context is answered by one token and drained. An offered token waits while the next one is computed.
// `text_start` pulses with the `token_start` of position 0.

input clk;
input rst;
input s_axis_tvalid;
output s_axis_tready;
wire s_axis_tready;
input [31:0] s_axis_tdata;
input s_axis_tlast;
output m_axis_tvalid;
reg m_axis_tvalid;
input m_axis_tready;
output [31:0] m_axis_tdata;
reg [31:0] m_axis_tdata;
output m_axis_tlast;
reg m_axis_tlast;
input [8:0] max_tokens;
output text_start;
reg text_start;
output token_start;
reg token_start;
output [8:0] token;
reg [8:0] token;
output [7:0] position;
reg [7:0] position;
input token_done;
input [8:0] next_token;

reg [2:0] state;
wire follows;
wire offer;
wire is_last;
reg context_full;
wire ends_text;
reg at_maximum;
reg [8:0] ordinal;
wire [31:0] chosen_word;
reg prompt_ended;
reg [8:0] chosen;

assign chosen_word = {{23{1'b0}}, chosen};

assign ends_text = (chosen == 9'd1);

assign s_axis_tready = ((state == 0) || (state == 4));
assign follows = (offer && (!is_last));

assign offer = ((state == 3) && ((!m_axis_tvalid) || m_axis_tready));
assign is_last = (context_full || ends_text || at_maximum);

always @(posedge clk) begin  // look_ahead
    if (rst == 1) begin
        at_maximum <= 0;
        context_full <= 0;
    end
    else begin
        context_full <= (position == 255);
        if ((state == 2)) begin
            at_maximum <= (ordinal == max_tokens);
        end
    end
end

always @(posedge clk) begin  // announce
    if (rst == 1) begin
        text_start <= 0;
        token_start <= 0;
    end
    else begin
        token_start <= (((state == 0) && s_axis_tvalid) || follows);
        text_start <= ((state == 0) && s_axis_tvalid && (position == 0));
    end
end

always @(posedge clk) begin  // answer
    if (rst == 1) begin
        m_axis_tdata <= 0;
        m_axis_tlast <= 0;
        m_axis_tvalid <= 0;
    end
    else begin
        if (offer) begin
            m_axis_tvalid <= 1;
            m_axis_tdata <= chosen_word;
            m_axis_tlast <= is_last;
        end
        else if (m_axis_tready) begin
            m_axis_tvalid <= 0;
        end
    end
end

always @(posedge clk) begin  // loop
    if (rst == 1) begin
        chosen <= 0;
        ordinal <= 1;
        position <= 0;
        prompt_ended <= 0;
        state <= 0;
        token <= 0;
    end
    else begin
        if ((state == 0)) begin
            if (s_axis_tvalid) begin
                token <= s_axis_tdata[9-1:0];
                if ((s_axis_tdata >= 512)) begin
                    token <= 0;
                end
                prompt_ended <= s_axis_tlast;
                state <= 1;
            end
        end
        else if ((state == 1)) begin
            state <= 2;
        end
        else if ((state == 2)) begin
            if (token_done) begin
                chosen <= next_token;
                if ((prompt_ended || context_full)) begin
                    state <= 3;
                end
                else begin
                    position <= (position + 1);
                    state <= 0;
                end
            end
        end
        else if ((state == 3)) begin
            token <= chosen;
            if (offer) begin
                if ((!is_last)) begin
                    ordinal <= (ordinal + 1);
                    position <= (position + 1);
                    state <= 1;
                end
                else begin
                    position <= 0;
                    ordinal <= 1;
                    if (prompt_ended) begin
                        state <= 0;
                    end
                    else begin
                        state <= 4;
                    end
                end
            end
        end
        else if ((s_axis_tvalid && s_axis_tlast)) begin
            state <= 0;
        end
    end
end

endmodule
