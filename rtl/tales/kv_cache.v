// kv_cache: generated from the block kv_cache(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module kv_cache (
    clk,
    rst,
    k_we,
    v_we,
    waddr,
    k_wdata,
    v_wdata,
    k_shift_we,
    v_shift_we,
    shift_waddr,
    shift_wdata,
    addr,
    shift_addr,
    keys,
    values,
    key_shifts,
    value_shifts
);
// Words of `kv_width` mantissas at ((layer * kv_words + word) * context + position) * chunks + chunk,
// and the shifts of a word's `kv_per_word` heads at (layer * kv_words + word) * context + position.
//
// `keys`, `values` and the shifts follow `addr` and `shift_addr` by LATENCY cycles. What is written in one cycle
// can be addressed in the next.

input clk;
input rst;
input k_we;
input v_we;
input [11:0] waddr;
input [127:0] k_wdata;
input [63:0] v_wdata;
input k_shift_we;
input v_shift_we;
input [11:0] shift_waddr;
input [4:0] shift_wdata;
input [11:0] addr;
input [11:0] shift_addr;
output [127:0] keys;
reg [127:0] keys;
output [63:0] values;
reg [63:0] values;
output [4:0] key_shifts;
reg [4:0] key_shifts;
output [4:0] value_shifts;
reg [4:0] value_shifts;

wire [127:0] k_word;
wire [63:0] v_word;
wire [4:0] k_shifts;
wire [4:0] v_shifts;
wire own_rst;

reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

deep_ram_128x4096 u_k_ram (
    .clk(clk),
    .we(k_we),
    .waddr(waddr),
    .wdata(k_wdata),
    .raddr(addr),
    .rdata(k_word)
);

deep_ram_64x4096 u_v_ram (
    .clk(clk),
    .we(v_we),
    .waddr(waddr),
    .wdata(v_wdata),
    .raddr(addr),
    .rdata(v_word)
);

deep_ram_5x4096 u_k_shift_ram (
    .clk(clk),
    .we(k_shift_we),
    .waddr(shift_waddr),
    .wdata(shift_wdata),
    .raddr(shift_addr),
    .rdata(k_shifts)
);

deep_ram_5x4096 u_v_shift_ram (
    .clk(clk),
    .we(v_shift_we),
    .waddr(shift_waddr),
    .wdata(shift_wdata),
    .raddr(shift_addr),
    .rdata(v_shifts)
);

always @(posedge clk) begin  // output_register
    if (own_rst == 1) begin
        key_shifts <= 0;
        keys <= 0;
        value_shifts <= 0;
        values <= 0;
    end
    else begin
        keys <= k_word;
        values <= v_word;
        key_shifts <= k_shifts;
        value_shifts <= v_shifts;
    end
end

endmodule
