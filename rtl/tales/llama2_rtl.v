// llama2_rtl: generated from the block llama2_rtl(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module llama2_rtl (
    aclk,
    aresetn,
    s_axis_tvalid,
    s_axis_tready,
    s_axis_tdata,
    s_axis_tlast,
    m_axis_tvalid,
    m_axis_tready,
    m_axis_tdata,
    m_axis_tlast,
    max_tokens,
    inverse_temperature,
    seed
);
// A prompt's tokens come in on `s_axis`, `tlast` at its end; the generated tokens leave on `m_axis`, `tlast` at the
// end of the text, at the `max_tokens`th (0: no limit) or where the context ends. One token per 32-bit word.
// At `inverse_temperature` they are chosen by chance, `golden.sampling`, which begins anew with every prompt.

input aclk;
input aresetn;
input s_axis_tvalid;
output s_axis_tready;
wire s_axis_tready;
input [31:0] s_axis_tdata;
input s_axis_tlast;
output m_axis_tvalid;
wire m_axis_tvalid;
input m_axis_tready;
output [31:0] m_axis_tdata;
wire [31:0] m_axis_tdata;
output m_axis_tlast;
wire m_axis_tlast;
input [8:0] max_tokens;
input [15:0] inverse_temperature;
input [31:0] seed;

reg rst;
wire [15:0] row_scale;
wire k_we;
wire v_we;
wire [11:0] waddr;
wire [127:0] k_wdata;
wire [63:0] v_wdata;
wire k_shift_we;
wire v_shift_we;
wire [11:0] shift_waddr;
wire [4:0] shift_wdata;
wire [11:0] kv_addr;
wire [11:0] kv_shift_addr;
wire [127:0] keys;
wire [63:0] values;
wire [4:0] key_shifts;
wire [4:0] value_shifts;
wire [15:0] scale;
wire text_start;
wire token_start;
wire token_done;
wire weight_valid;
wire weight_ready;
wire [8:0] token;
wire [8:0] next_token;
wire [7:0] position;
wire row_valid;
wire row_ready;
wire [127:0] weight_data;
wire [127:0] row_data;

always @(posedge aclk) begin  // synchronise
    rst <= (!aresetn);
end

token_loop u_token_loop (
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
    .text_start(text_start),
    .token_start(token_start),
    .token(token),
    .position(position),
    .token_done(token_done),
    .next_token(next_token)
);

weight_source u_weight_source (
    .clk(aclk),
    .rst(rst),
    .m_valid(weight_valid),
    .m_ready(weight_ready),
    .m_data(weight_data),
    .row_start(token_start),
    .row(token),
    .row_valid(row_valid),
    .row_ready(row_ready),
    .row_data(row_data)
);

rom_embedding_scales u_scales (
    .clk(aclk),
    .addr(token),
    .data(scale)
);

delay_16x1 u_scale (
    .clk(aclk),
    .rst(rst),
    .d(scale),
    .q(row_scale)
);

kv_cache u_kv_cache (
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
    .addr(kv_addr),
    .shift_addr(kv_shift_addr),
    .keys(keys),
    .values(values),
    .key_shifts(key_shifts),
    .value_shifts(value_shifts)
);

decoder u_decoder (
    .clk(aclk),
    .rst(rst),
    .s_axis_weights_tvalid(weight_valid),
    .s_axis_weights_tready(weight_ready),
    .s_axis_weights_tdata(weight_data),
    .s_axis_row_tvalid(row_valid),
    .s_axis_row_tready(row_ready),
    .s_axis_row_tdata(row_data),
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
    .kv_addr(kv_addr),
    .kv_shift_addr(kv_shift_addr),
    .keys(keys),
    .values(values),
    .key_shifts(key_shifts),
    .value_shifts(value_shifts),
    .seed_load(text_start),
    .seed(seed),
    .inverse_temperature(inverse_temperature),
    .token_start(token_start),
    .position(position),
    .token_done(token_done),
    .next_token(next_token),
    .stage(),
    .weight_beat(),
    .parameter_beat(),
    .attention_beat(),
    .stall()
);
endmodule
