// llama2_rtl_column_5x4: generated from the block column(width=5, depth=4, select_bits=1). Change the block, not this file.
`timescale 1ns/1ps

// One of many memories that share their write port's data: each keeps what is meant for it.
//
// Writes where `select` is this column's `number`. `read_data` follows `read_addr` by one cycle.
module llama2_rtl_column_5x4 (
    input wire clk,
    input wire [0:0] number,  // the column's own number
    input wire we,  // one of the columns is written
    input wire [0:0] select,  // which one
    input wire [1:0] write_addr,  // the address of the write
    input wire [4:0] write_data,  // what is written
    input wire [1:0] read_addr,  // the address of the read
    output wire [4:0] read_data  // what is read
);

wire mine;

assign mine = (we && (select == number));

llama2_rtl_ram_5x4 u_ram (
    .clk(clk),
    .we(mine),
    .waddr(write_addr),
    .wdata(write_data),
    .raddr(read_addr),
    .rdata(read_data)
);
endmodule
