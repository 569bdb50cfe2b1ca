// param_fifo_16: generated from the block param_fifo(lanes=16, depth_words=16, padded=False). Change the block, not this file.
`timescale 1ns/1ps

module param_fifo_16 (
    clk,
    rst,
    s_valid,
    s_ready,
    s_data,
    m_valid,
    m_data,
    pop,
    pop_last
);
// Values of 16 bits, low byte first, out of words of `lanes` bytes; `m_data` is the next one while
// `m_valid`.
//
// `pop` takes it, and the next value is there in the next cycle; `pop_last` (with or without `pop`) takes it and drops
// what is left of its word, and the next value may come a cycle later. Nothing is ever left where words are not
// `padded`. `s_ready` while there is room for a word.
// `depth_words` is a power of two, at least 4 for one lane, else 2.

input clk;
input rst;
input s_valid;
output s_ready;
wire s_ready;
input [127:0] s_data;
output m_valid;
wire m_valid;
output [15:0] m_data;
wire [15:0] m_data;
input pop;
input pop_last;

wire taken;
wire word_valid;
wire word_ready;
wire [127:0] word;

assign taken = (pop || pop_last);

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

value_unpacker u_value_unpacker (
    .clk(clk),
    .rst(rst),
    .s_valid(word_valid),
    .s_ready(word_ready),
    .s_data(word),
    .m_valid(m_valid),
    .m_data(m_data),
    .pop(taken),
    .drop_rest(1'd0)
);
endmodule
