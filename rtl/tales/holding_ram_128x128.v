// holding_ram_128x128: generated from the block holding_ram(width=128, depth=128). Change the block, not this file.
`timescale 1ns/1ps

module holding_ram_128x128 (
    clk,
    we,
    waddr,
    wdata,
    raddr,
    rdata,
    re
);
// As `ram`, but reads with `re` alone: `rdata` keeps its word until the next.

input clk;
input we;
input [6:0] waddr;
input [127:0] wdata;
input [6:0] raddr;
output [127:0] rdata;
wire [127:0] rdata;
input re;

(* no_rw_check *) reg [127:0] mem [0:127];
reg [127:0] word;
assign rdata = word;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    if (re) word <= mem[raddr];
`ifndef SYNTHESIS
    if (we && re && waddr == raddr) word <= {128{1'bx}};
`endif
end
endmodule
