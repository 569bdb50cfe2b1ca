// fifo_128x16: generated from the block fifo(width=128, depth=16). Change the block, not this file.
`timescale 1ns/1ps

module fifo_128x16 (
    clk,
    rst,
    s_valid,
    s_ready,
    s_data,
    m_valid,
    m_ready,
    m_data
);
// Words leave in the order in which they came, one per cycle; `s_ready`, a register, while the RAM has room.
// `depth`, a power of two, counts the words in the queue; two more wait in the registers at the end.

input clk;
input rst;
input s_valid;
output s_ready;
wire s_ready;
input [127:0] s_data;
output m_valid;
wire m_valid;
input m_ready;
output [127:0] m_data;
wire [127:0] m_data;

wire word_valid;
wire word_ready;
wire [127:0] word;

word_queue_128x16 u_queue (
    .clk(clk),
    .rst(rst),
    .s_valid(s_valid),
    .s_ready(s_ready),
    .s_data(s_data),
    .m_valid(word_valid),
    .m_ready(word_ready),
    .m_data(word)
);

register_slice_128 u_register_slice (
    .clk(clk),
    .rst(rst),
    .s_valid(word_valid),
    .s_ready(word_ready),
    .s_data(word),
    .m_valid(m_valid),
    .m_ready(m_ready),
    .m_data(m_data)
);
endmodule
