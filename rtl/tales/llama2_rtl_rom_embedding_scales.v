// llama2_rtl_rom_embedding_scales: generated from the block rom(width=16, depth=512, file=embedding_scales.mem). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.
module llama2_rtl_rom_embedding_scales (
    input wire clk,
    input wire [8:0] addr,  // the word's address
    output wire [15:0] data  // the word
);

reg [15:0] mem [0:511];
reg [15:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_embedding_scales.mem"}, mem);
`else
initial $readmemh("llama2_rtl_embedding_scales.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
end
endmodule
