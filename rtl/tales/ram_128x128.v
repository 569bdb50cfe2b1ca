// ram_128x128: generated from the block ram(width=128, depth=128). Change the block, not this file.
`timescale 1ns/1ps

module ram_128x128 (
    clk,
    we,
    waddr,
    wdata,
    raddr,
    rdata
);
// `depth` words of `width` bits. A read takes one cycle; a read of the word being written is undefined.

input clk;
input we;
input [6:0] waddr;
input [127:0] wdata;
input [6:0] raddr;
output [127:0] rdata;
wire [127:0] rdata;

(* no_rw_check *) reg [127:0] mem [0:127];
reg [127:0] word;
assign rdata = word;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    word <= mem[raddr];
`ifndef SYNTHESIS
    if (we && waddr == raddr) word <= {128{1'bx}};
`endif
end
endmodule
