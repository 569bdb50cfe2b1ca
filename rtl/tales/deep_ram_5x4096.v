// deep_ram_5x4096: generated from the block deep_ram(width=5, depth=4096). Change the block, not this file.
`timescale 1ns/1ps

module deep_ram_5x4096 (
    clk,
    we,
    waddr,
    wdata,
    raddr,
    rdata
);
// `depth` words of `width` bits. A read takes one cycle, and one of the word being written returns the old one;
// behind it lies the choice of the bank, so `rdata` wants a register.

input clk;
input we;
input [11:0] waddr;
input [4:0] wdata;
input [11:0] raddr;
output [4:0] rdata;
wire [4:0] rdata;

reg [4:0] bank0_bit0 [0:4095];
reg [4:0] word0;
assign rdata = word0;

always @(posedge clk) begin
    if (we) bank0_bit0[waddr[11:0]] <= wdata[4:0];
    word0[4:0] <= bank0_bit0[raddr[11:0]];
end
endmodule
