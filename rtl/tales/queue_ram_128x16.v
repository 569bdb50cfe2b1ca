// queue_ram_128x16: generated from the block queue_ram(width=128, depth=16). Change the block, not this file.
`timescale 1ns/1ps

module queue_ram_128x16 (
    clk,
    we,
    waddr,
    wdata,
    raddr,
    rdata,
    re,
    oe
);
// As `registered_ram`, but reads with `re` alone, and what was read last goes to `rdata` with `oe` alone.

input clk;
input we;
input [3:0] waddr;
input [127:0] wdata;
input [3:0] raddr;
output [127:0] rdata;
wire [127:0] rdata;
input re;
input oe;

(* no_rw_check *) (* ram_style = "distributed" *) reg [127:0] mem [0:15];
reg [127:0] word;
reg [127:0] kept;
assign rdata = kept;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    if (re) word <= mem[raddr];
    if (oe) kept <= word;
`ifndef SYNTHESIS
    if (we && re && waddr == raddr) word <= {128{1'bx}};
`endif
end
endmodule
