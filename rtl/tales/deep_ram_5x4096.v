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
// `depth` words of `width` bits. `rdata` follows `raddr` by `cut.LATENCY` cycles and wants a register. A word can
// be addressed WRITE_LATENCY cycles after its write; one cycle before, the read is undefined.

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

reg [11:0] place;
reg [4:0] entry;
reg write0;

always @(posedge clk) begin
    place <= waddr;
    entry <= wdata;
    write0 <= we;
    if (write0) bank0_bit0[place[11:0]] <= entry[4:0];
    word0[4:0] <= bank0_bit0[raddr[11:0]];
    kept0 <= word0;
`ifndef SYNTHESIS
    if (write0 && place == raddr) word0 <= {5{1'bx}};
`endif
end
endmodule
