// llama2_rtl_registered_rom_rsqrt: generated from the block registered_rom(width=33, depth=64, file=rsqrt.mem). Change the block, not this file.
`timescale 1ns/1ps

// As `rom`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
// second.
module llama2_rtl_registered_rom_rsqrt (
    input wire clk,
    input wire [5:0] addr,  // the word's address
    output wire [32:0] data  // the word
);

(* romstyle = "logic" *) reg [32:0] mem [0:63];
reg [32:0] word, kept;
assign data = kept;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_rsqrt.mem"}, mem);
`else
initial $readmemh("llama2_rtl_rsqrt.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
    kept <= word;
end
endmodule
