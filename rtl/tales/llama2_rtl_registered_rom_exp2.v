// llama2_rtl_registered_rom_exp2: generated from the block registered_rom(width=15, depth=256, file=exp2.mem). Change the block, not this file.
`timescale 1ns/1ps

// As `rom`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
// second. Of a memory in LUTs a word of each quarter is read in the first and one of them chosen in the second.
module llama2_rtl_registered_rom_exp2 (
    input wire clk,
    input wire [7:0] addr,  // the word's address
    output wire [14:0] data  // the word
);

(* romstyle = "logic" *) reg [14:0] mem [0:255];
reg [14:0] word_0, word_1, word_2, word_3, kept;
reg [1:0] quarter;
assign data = kept;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_exp2.mem"}, mem);
`else
initial $readmemh("llama2_rtl_exp2.mem", mem);
`endif

always @(posedge clk) begin
    quarter <= addr[7:6];
    word_0 <= mem[{2'd0, addr[5:0]}];
    word_1 <= mem[{2'd1, addr[5:0]}];
    word_2 <= mem[{2'd2, addr[5:0]}];
    word_3 <= mem[{2'd3, addr[5:0]}];
    case (quarter)
        0: kept <= word_0;
        1: kept <= word_1;
        2: kept <= word_2;
        default: kept <= word_3;
    endcase
end
endmodule
