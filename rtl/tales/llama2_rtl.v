// llama2_rtl: generated from the block llama2_rtl(geometry). Change the block, not this file.
`timescale 1ns/1ps

// A prompt's tokens come in on `s_axis`, `tlast` at its end; the generated tokens leave on `m_axis`, `tlast` at the
// end of the text, at the `max_tokens`th (0: no limit) or where the context ends. One token per 32-bit word. With
// `resume` a prompt goes on with the text before it, whose keys and values are kept: see `token_loop`.
// Of several texts `tid` says whose a token is, and all that is set is set for each, side by side, the first text's
// lowest: they share passes, see `shared_passes`, and each is what it would be alone.
// `aresetn` is taken over by a register: the core is in reset in the cycle after it is low.
// At `inverse_temperature` they are chosen by chance, `golden.sampling`.
module llama2_rtl (
    input wire aclk,
    input wire aresetn,  // reset, active low
    input wire s_axis_tvalid,  // a word is offered
    output wire s_axis_tready,  // the sink takes it
    input wire [31:0] s_axis_tdata,  // the word
    input wire s_axis_tlast,  // the last word of its packet
    output wire m_axis_tvalid,  // a word is offered
    input wire m_axis_tready,  // the sink takes it
    output wire [31:0] m_axis_tdata,  // the word
    output wire m_axis_tlast,  // the last word of its packet
    input wire [8:0] max_tokens,  // tokens of an answer at most, 0 for no limit
    input wire resume,  // the prompt goes on with the last text
    input wire [15:0] inverse_temperature,  // 1/temperature, 12 fraction bits; 0: the likeliest
    input wire [31:0] seed  // where the random choices begin
);

reg rst;
wire k_we;
wire v_we;
wire [11:0] waddr;
wire [127:0] k_wdata;
wire [63:0] v_wdata;
wire k_shift_we;
wire v_shift_we;
wire [11:0] shift_waddr;
wire [4:0] shift_wdata;
wire [11:0] addr;
wire [11:0] shift_addr;
wire [127:0] keys;
wire [63:0] values;
wire [4:0] key_shifts;
wire [4:0] value_shifts;
wire [15:0] scale;
wire [15:0] row_scale;
wire words_valid;
wire words_ready;
wire [127:0] words_data;
wire row_start;
wire [8:0] row;
wire row_valid;
wire row_ready;
wire [63:0] row_data;
wire pass_end_known;
wire pass_end_classifier;
wire text_start;
wire token_start;
wire [8:0] token;
wire [7:0] position;
wire chooses;
wire token_done;
wire [8:0] next_token;

always @(posedge aclk) begin  // synchronise
    rst <= (!aresetn);
end

llama2_rtl_token_loop u_token_loop (
    .clk(aclk),
    .rst(rst),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .s_axis_tdata(s_axis_tdata),
    .s_axis_tlast(s_axis_tlast),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tdata(m_axis_tdata),
    .m_axis_tlast(m_axis_tlast),
    .max_tokens(max_tokens),
    .resume(resume),
    .text_start(text_start),
    .token_start(token_start),
    .token(token),
    .position(position),
    .chooses(chooses),
    .token_done(token_done),
    .next_token(next_token),
    .pass_end_known(pass_end_known),
    .pass_end_classifier(pass_end_classifier)
);

llama2_rtl_weight_source u_weight_source (
    .clk(aclk),
    .rst(rst),
    .m_valid(words_valid),
    .m_ready(words_ready),
    .m_data(words_data),
    .pass_end_known(pass_end_known),
    .pass_end_classifier(pass_end_classifier),
    .row_start(row_start),
    .row(row),
    .row_valid(row_valid),
    .row_ready(row_ready),
    .row_data(row_data)
);

llama2_rtl_rom_embedding_scales u_scales (
    .clk(aclk),
    .addr(row),
    .data(scale)
);

llama2_rtl_delay_16x1 u_scale (
    .clk(aclk),
    .rst(rst),
    .d(scale),
    .q(row_scale)
);

llama2_rtl_kv_cache u_kv_cache (
    .clk(aclk),
    .rst(rst),
    .k_we(k_we),
    .v_we(v_we),
    .waddr(waddr),
    .k_wdata(k_wdata),
    .v_wdata(v_wdata),
    .k_shift_we(k_shift_we),
    .v_shift_we(v_shift_we),
    .shift_waddr(shift_waddr),
    .shift_wdata(shift_wdata),
    .addr(addr),
    .shift_addr(shift_addr),
    .keys(keys),
    .values(values),
    .key_shifts(key_shifts),
    .value_shifts(value_shifts)
);

llama2_rtl_decoder u_decoder (
    .clk(aclk),
    .rst(rst),
    .weights_valid(words_valid),
    .weights_ready(words_ready),
    .weights_data(words_data),
    .row_start(row_start),
    .row(row),
    .row_valid(row_valid),
    .row_ready(row_ready),
    .row_data(row_data),
    .row_scale(row_scale),
    .k_we(k_we),
    .v_we(v_we),
    .waddr(waddr),
    .k_wdata(k_wdata),
    .v_wdata(v_wdata),
    .k_shift_we(k_shift_we),
    .v_shift_we(v_shift_we),
    .shift_waddr(shift_waddr),
    .shift_wdata(shift_wdata),
    .kv_written(),
    .key_there(1'd1),
    .value_there(1'd1),
    .key_issue(),
    .value_issue(),
    .kv_addr(addr),
    .kv_shift_addr(shift_addr),
    .keys(keys),
    .values(values),
    .key_shifts(key_shifts),
    .value_shifts(value_shifts),
    .text_start(text_start),
    .token_start(token_start),
    .token(token),
    .position(position),
    .chooses(chooses),
    .token_done(token_done),
    .next_token(next_token),
    .inverse_temperature(inverse_temperature),
    .seed(seed),
    .stage(),
    .weight_beat(),
    .parameter_beat(),
    .attention_beat(),
    .stall()
);
endmodule
