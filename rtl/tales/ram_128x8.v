// ram_128x8: generated from the block ram(width=128, depth=8). Change the block, not this file.
`timescale 1ns/1ps

module ram_128x8 (
    clk,
    we,
    waddr,
    wdata,
    raddr,
    rdata
);
// `depth` words of `width` bits. A read takes one cycle; a read of the word being written returns the old one.

input clk;
input we;
input [2:0] waddr;
input [127:0] wdata;
input [2:0] raddr;
output [127:0] rdata;
wire [127:0] rdata;

(* ram_style = "distributed" *) reg [127:0] mem [0:7];
reg [127:0] word;
assign rdata = word;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    word <= mem[raddr];
end
endmodule
