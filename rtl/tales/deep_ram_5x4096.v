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
// `depth` words of `width` bits. `rdata` follows `raddr` by `cut.LATENCY` cycles and wants a register; a read of
// the word being written is undefined.

input clk;
input we;
input [11:0] waddr;
input [4:0] wdata;
input [11:0] raddr;
output [4:0] rdata;
wire [4:0] rdata;

(* no_rw_check *) reg [4:0] bank0_bit0 [0:4095];
reg [4:0] word0, kept0;
assign rdata = kept0;

always @(posedge clk) begin
    if (we) bank0_bit0[waddr[11:0]] <= wdata[4:0];
    word0[4:0] <= bank0_bit0[raddr[11:0]];
    kept0 <= word0;
`ifndef SYNTHESIS
    if (we && waddr == raddr) word0 <= {5{1'bx}};
`endif
end
endmodule
