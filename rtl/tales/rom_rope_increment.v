// rom_rope_increment: generated from the block rom(width=32, depth=4, file=rope_increment.mem). Change the block, not this file.
`timescale 1ns/1ps

module rom_rope_increment (
    clk,
    addr,
    data
);
// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.

input clk;
input [1:0] addr;
output [31:0] data;
wire [31:0] data;

(* logic_block *) reg [31:0] mem [0:3];
reg [31:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/rope_increment.mem"}, mem);
`else
initial $readmemh("rope_increment.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
end
endmodule
