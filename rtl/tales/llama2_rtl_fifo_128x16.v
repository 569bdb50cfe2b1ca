// llama2_rtl_fifo_128x16: generated from the block fifo(width=128, depth=16). Change the block, not this file.
`timescale 1ns/1ps

// Words leave in the order in which they came, one per cycle; `s_ready`, a register, while the RAM has room.
// `depth`, a power of two, counts the words in the queue; two more wait in the registers at the end.
module llama2_rtl_fifo_128x16 (
    input wire clk,
    input wire rst,
    input wire s_valid,  // a word is offered
    output wire s_ready,  // the sink takes it
    input wire [127:0] s_data,  // the word
    output wire m_valid,  // a word is offered
    input wire m_ready,  // the sink takes it
    output wire [127:0] m_data  // the word
);

wire word_valid;
wire word_ready;
wire [127:0] word_data;

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

llama2_rtl_register_slice_128 u_register_slice (
    .clk(clk),
    .rst(rst),
    .s_valid(word_valid),
    .s_ready(word_ready),
    .s_data(word_data),
    .m_valid(m_valid),
    .m_ready(m_ready),
    .m_data(m_data)
);
endmodule
