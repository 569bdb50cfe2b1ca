// llama2_rtl_registered_rom_reciprocal: generated from the block registered_rom(width=32, depth=256, file=reciprocal.mem). Change the block, not this file.
`timescale 1ns/1ps

// As `rom`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
// second. Of a memory in LUTs a word of each quarter is read in the first and one of them chosen in the second.
module llama2_rtl_registered_rom_reciprocal (
    input wire clk,
    input wire [7:0] addr,  // the word's address
    output wire [31:0] data  // the word
);

reg [31:0] mem [0:255];
reg [31:0] word, kept;
assign data = kept;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_reciprocal.mem"}, mem);
`else
initial $readmemh("llama2_rtl_reciprocal.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
    kept <= word;
end
endmodule
