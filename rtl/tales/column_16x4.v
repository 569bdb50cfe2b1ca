// column_16x4: generated from the block column(width=16, depth=4, select_bits=4). Change the block, not this file.
`timescale 1ns/1ps

module column_16x4 (
    clk,
    number,
    we,
    select,
    write_addr,
    write_data,
    read_addr,
    read_data
);
// Writes where `select` is this column's `number`. `read_data` follows `read_addr` by one cycle.

input clk;
input [3:0] number;
input we;
input [3:0] select;
input [1:0] write_addr;
input [15:0] write_data;
input [1:0] read_addr;
output [15:0] read_data;
wire [15:0] read_data;

wire mine;

assign mine = (we && (select == number));

ram_16x4 u_ram (
    .clk(clk),
    .we(mine),
    .waddr(write_addr),
    .wdata(write_data),
    .raddr(read_addr),
    .rdata(read_data)
);
endmodule
