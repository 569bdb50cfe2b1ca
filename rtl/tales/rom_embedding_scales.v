// rom_embedding_scales: generated from the block rom(width=16, depth=512, file=embedding_scales.mem). Change the block, not this file.
`timescale 1ns/1ps

module rom_embedding_scales (
    clk,
    addr,
    data
);
// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.

input clk;
input [8:0] addr;
output [15:0] data;
wire [15:0] data;

reg [15:0] mem [0:511];
reg [15:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/embedding_scales.mem"}, mem);
`else
initial $readmemh("embedding_scales.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
end
endmodule
