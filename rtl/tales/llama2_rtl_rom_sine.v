// llama2_rtl_rom_sine: generated from the block rom(width=58, depth=64, file=sine.mem). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.
module llama2_rtl_rom_sine (
    input wire clk,
    input wire [5:0] addr,  // the word's address
    output wire [57:0] data  // the word
);

(* romstyle = "logic" *) reg [57:0] mem [0:63];
reg [57:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_sine.mem"}, mem);
`else
initial $readmemh("llama2_rtl_sine.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
end
endmodule
