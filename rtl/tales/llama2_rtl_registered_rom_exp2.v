// llama2_rtl_registered_rom_exp2: generated from the block registered_rom(width=15, depth=256, file=exp2.mem). Change the block, not this file.
`timescale 1ns/1ps

// As `rom`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
// second.
module llama2_rtl_registered_rom_exp2 (
    input wire clk,
    input wire [7:0] addr,  // the word's address
    output wire [14:0] data  // the word
);

(* romstyle = "logic" *) reg [14:0] mem [0:255];
reg [14:0] word, kept;
assign data = kept;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_exp2.mem"}, mem);
`else
initial $readmemh("llama2_rtl_exp2.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
    kept <= word;
end
endmodule
