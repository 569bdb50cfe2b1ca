// rom_reciprocal: generated from the block rom(width=32, depth=256, file=reciprocal.mem). Change the block, not this file.
`timescale 1ns/1ps

module rom_reciprocal (
    clk,
    addr,
    data
);
// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.

input clk;
input [7:0] addr;
output [31:0] data;
wire [31:0] data;

reg [31:0] mem [0:255];
reg [31:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/reciprocal.mem"}, mem);
`else
initial $readmemh("reciprocal.mem", mem);
`endif

always @(posedge clk) word <= mem[addr];
endmodule
