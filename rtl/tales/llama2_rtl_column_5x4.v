// llama2_rtl_column_5x4: generated from the block column(width=5, depth=4, select_bits=1). Change the block, not this file.
`timescale 1ns/1ps

// One of many memories that share their write port's data: each keeps what is meant for it.
//
// Writes where `select` is this column's `number`. `rdata` follows `raddr` by one cycle.
module llama2_rtl_column_5x4 (
    input wire clk,
    input wire [0:0] number,  // the column's own number
    input wire [0:0] select,  // the column that is written
    input wire we,  // a word is written
    input wire [1:0] waddr,  // its address
    input wire [4:0] wdata,  // the word
    input wire [1:0] raddr,  // the address
    output wire [4:0] rdata  // the word
);

wire mine_we;

assign mine_we = (we && (select == number));

llama2_rtl_ram_5x4 u_ram (
    .clk(clk),
    .we(mine_we),
    .waddr(waddr),
    .wdata(wdata),
    .raddr(raddr),
    .rdata(rdata)
);
endmodule
