// rom_rsqrt: generated from the block rom(width=33, depth=64, file=rsqrt.mem). Change the block, not this file.
`timescale 1ns/1ps

module rom_rsqrt (
    clk,
    addr,
    data
);
// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.

input clk;
input [5:0] addr;
output [32:0] data;
wire [32:0] data;

(* logic_block *) reg [32:0] mem [0:63];
reg [32:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/rsqrt.mem"}, mem);
`else
initial $readmemh("rsqrt.mem", mem);
`endif

always @(posedge clk) word <= mem[addr];
endmodule
