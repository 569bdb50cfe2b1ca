// rom_silu: generated from the block rom(width=27, depth=256, file=silu.mem). Change the block, not this file.
`timescale 1ns/1ps

module rom_silu (
    clk,
    addr,
    data
);
// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.

input clk;
input [7:0] addr;
output [26:0] data;
wire [26:0] data;

reg [26:0] mem [0:255];
reg [26:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/silu.mem"}, mem);
`else
initial $readmemh("silu.mem", mem);
`endif

always @(posedge clk) word <= mem[addr];
endmodule
