// rom_exp2: generated from the block rom(width=15, depth=256, file=exp2.mem). Change the block, not this file.
`timescale 1ns/1ps

module rom_exp2 (
    clk,
    addr,
    data
);
// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.

input clk;
input [7:0] addr;
output [14:0] data;
wire [14:0] data;

(* logic_block *) reg [14:0] mem [0:255];
reg [14:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/exp2.mem"}, mem);
`else
initial $readmemh("exp2.mem", mem);
`endif

always @(posedge clk) word <= mem[addr];
endmodule
