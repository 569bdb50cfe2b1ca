// registered_rom_rsqrt: generated from the block registered_rom(width=33, depth=64, file=rsqrt.mem). Change the block, not this file.
`timescale 1ns/1ps

module registered_rom_rsqrt (
    clk,
    addr,
    data
);
// As `rom`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
// second.

input clk;
input [5:0] addr;
output [32:0] data;
wire [32:0] data;

(* logic_block *) reg [32:0] mem [0:63];
reg [32:0] word, kept;
assign data = kept;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/rsqrt.mem"}, mem);
`else
initial $readmemh("rsqrt.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
    kept <= word;
end
endmodule
