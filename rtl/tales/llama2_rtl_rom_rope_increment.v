// llama2_rtl_rom_rope_increment: generated from the block rom(width=32, depth=4, file=rope_increment.mem). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.
module llama2_rtl_rom_rope_increment (
    input wire clk,
    input wire [1:0] addr,  // the word's address
    output wire [31:0] data  // the word
);

(* romstyle = "logic" *) reg [31:0] mem [0:3];
reg [31:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_rope_increment.mem"}, mem);
`else
initial $readmemh("llama2_rtl_rope_increment.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
end
endmodule
