// llama2_rtl_param_fifo_16: generated from the block param_fifo(word_bytes=16, depth_words=16, padded=False, tail=1). Change the block, not this file.
`timescale 1ns/1ps

// Values of 16 bits, low byte first, out of words of `word_bytes` bytes; `m_data` is the next one while
// `m_valid`.
//
// `pop` takes it, and the next value is there in the next cycle; `pop_last` (with or without `pop`) takes it and drops
// what is left of its word, and the next value may come a cycle later. Nothing is ever left where words are not
// `padded`. `s_ready` while there is room for a word.
// `depth_words` is a power of two, at least 4 for words of a byte, else 2. With a `tail` of several elements as many
// values, side by side, are the next one: a word holds at least twice as many.
module llama2_rtl_param_fifo_16 (
    input wire clk,
    input wire rst,
    input wire s_valid,  // a word is offered
    output wire s_ready,  // the sink takes it
    input wire [127:0] s_data,  // the word
    output wire m_valid,  // a parameter waits
    output wire [15:0] m_data,  // the parameter
    input wire pop,  // it is taken
    input wire pop_last  // it is taken, the last of a vector
);

wire taken;
wire word_valid;
wire word_ready;
wire [127:0] word_data;

assign taken = (pop || pop_last);

llama2_rtl_word_queue_128x16 u_queue (
    .clk(clk),
    .rst(rst),
    .s_valid(s_valid),
    .s_ready(s_ready),
    .s_data(s_data),
    .m_valid(word_valid),
    .m_ready(word_ready),
    .m_data(word_data)
);

llama2_rtl_value_unpacker u_value_unpacker (
    .clk(clk),
    .rst(rst),
    .s_valid(word_valid),
    .s_ready(word_ready),
    .s_data(word_data),
    .m_valid(m_valid),
    .m_data(m_data),
    .pop(taken),
    .drop_rest(1'd0)
);
endmodule
