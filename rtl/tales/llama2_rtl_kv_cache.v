// llama2_rtl_kv_cache: generated from the block kv_cache(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Words of `kv_width` mantissas at ((layer * kv_words + word) * places + place) * chunks + chunk,
// and the shifts of a word's `kv_per_word` heads at (layer * kv_words + word) * places + place. The places are the
// positions of the first text's context, then those of the next one's.
//
// `keys`, `values` and the shifts follow `addr` and `shift_addr` by 4 cycles. What is written in one cycle
// can be addressed in the next.
module llama2_rtl_kv_cache (
    input wire clk,
    input wire rst,
    input wire k_we,  // a word of keys is written
    input wire v_we,  // a word of values is written
    input wire [11:0] waddr,  // the word's place on chip
    input wire [127:0] k_wdata,  // the keys
    input wire [63:0] v_wdata,  // the values
    input wire k_shift_we,  // a word's shifts of keys are written
    input wire v_shift_we,  // a word's shifts of values are written
    input wire [11:0] shift_waddr,  // their place on chip
    input wire [4:0] shift_wdata,  // the shifts
    input wire [11:0] addr,  // the place of the words
    input wire [11:0] shift_addr,  // the place of their shifts
    output reg [127:0] keys,  // the keys
    output reg [63:0] values,  // the values
    output reg [4:0] key_shifts,  // the keys' shifts
    output reg [4:0] value_shifts  // the values' shifts
);

wire [127:0] k_word;
wire [63:0] v_word;
wire [4:0] k_shifts;
wire [4:0] v_shifts;
wire own_rst;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

llama2_rtl_deep_ram_128x4096 u_k_ram (
    .clk(clk),
    .we(k_we),
    .waddr(waddr),
    .wdata(k_wdata),
    .raddr(addr),
    .rdata(k_word)
);

llama2_rtl_deep_ram_64x4096 u_v_ram (
    .clk(clk),
    .we(v_we),
    .waddr(waddr),
    .wdata(v_wdata),
    .raddr(addr),
    .rdata(v_word)
);

llama2_rtl_deep_ram_5x4096 u_k_shift_ram (
    .clk(clk),
    .we(k_shift_we),
    .waddr(shift_waddr),
    .wdata(shift_wdata),
    .raddr(shift_addr),
    .rdata(k_shifts)
);

llama2_rtl_deep_ram_5x4096 u_v_shift_ram (
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
