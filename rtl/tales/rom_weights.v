// rom_weights: generated from the block rom(width=128, depth=13224, file=weights.mem). Change the block, not this file.
`timescale 1ns/1ps

module rom_weights (
    clk,
    addr,
    data
);
// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.

input clk;
input [13:0] addr;
output [127:0] data;
wire [127:0] data;

reg [127:0] mem [0:13223];
reg [127:0] word;
assign data = word;

initial $readmemh("weights.mem", mem);

always @(posedge clk) word <= mem[addr];
endmodule
