// llama2_rtl_column_16x4: generated from the block column(width=16, depth=4, select_bits=4). Change the block, not this file.
`timescale 1ns/1ps

// Writes where `select` is this column's `number`. `read_data` follows `read_addr` by one cycle.
module llama2_rtl_column_16x4 (
    input wire clk,
    input wire [3:0] number,
    input wire we,
    input wire [3:0] select,
    input wire [1:0] write_addr,
    input wire [15:0] write_data,
    input wire [1:0] read_addr,
    output wire [15:0] read_data
);

wire mine;

assign mine = (we && (select == number));

llama2_rtl_ram_16x4 u_ram (
    .clk(clk),
    .we(mine),
    .waddr(write_addr),
    .wdata(write_data),
    .raddr(read_addr),
    .rdata(read_data)
);
endmodule
