// rom_embedding: generated from the block rom(width=128, depth=2048, file=embedding.mem). Change the block, not this file.
`timescale 1ns/1ps

module rom_embedding (
    clk,
    addr,
    data
);
// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.

input clk;
input [10:0] addr;
output [127:0] data;
wire [127:0] data;

reg [127:0] mem [0:2047];
reg [127:0] word;
assign data = word;

initial $readmemh("embedding.mem", mem);

always @(posedge clk) word <= mem[addr];
endmodule
