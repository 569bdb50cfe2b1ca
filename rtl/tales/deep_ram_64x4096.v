// deep_ram_64x4096: generated from the block deep_ram(width=64, depth=4096). Change the block, not this file.
`timescale 1ns/1ps

module deep_ram_64x4096 (
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
input [63:0] wdata;
input [11:0] raddr;
output [63:0] rdata;
wire [63:0] rdata;

(* no_rw_check *) reg [7:0] bank0_bit0 [0:4095];
(* no_rw_check *) reg [7:0] bank0_bit8 [0:4095];
(* no_rw_check *) reg [7:0] bank0_bit16 [0:4095];
(* no_rw_check *) reg [7:0] bank0_bit24 [0:4095];
(* no_rw_check *) reg [7:0] bank0_bit32 [0:4095];
(* no_rw_check *) reg [7:0] bank0_bit40 [0:4095];
(* no_rw_check *) reg [7:0] bank0_bit48 [0:4095];
(* no_rw_check *) reg [7:0] bank0_bit56 [0:4095];
reg [63:0] word0, kept0;
assign rdata = kept0;

reg [11:0] place;
reg [63:0] entry;
reg write0;

always @(posedge clk) begin
    place <= waddr;
    entry <= wdata;
    write0 <= we;
    if (write0) bank0_bit0[place[11:0]] <= entry[7:0];
    if (write0) bank0_bit8[place[11:0]] <= entry[15:8];
    if (write0) bank0_bit16[place[11:0]] <= entry[23:16];
    if (write0) bank0_bit24[place[11:0]] <= entry[31:24];
    if (write0) bank0_bit32[place[11:0]] <= entry[39:32];
    if (write0) bank0_bit40[place[11:0]] <= entry[47:40];
    if (write0) bank0_bit48[place[11:0]] <= entry[55:48];
    if (write0) bank0_bit56[place[11:0]] <= entry[63:56];
    word0[7:0] <= bank0_bit0[raddr[11:0]];
    word0[15:8] <= bank0_bit8[raddr[11:0]];
    word0[23:16] <= bank0_bit16[raddr[11:0]];
    word0[31:24] <= bank0_bit24[raddr[11:0]];
    word0[39:32] <= bank0_bit32[raddr[11:0]];
    word0[47:40] <= bank0_bit40[raddr[11:0]];
    word0[55:48] <= bank0_bit48[raddr[11:0]];
    word0[63:56] <= bank0_bit56[raddr[11:0]];
    kept0 <= word0;
`ifndef SYNTHESIS
    if (write0 && place == raddr) word0 <= {64{1'bx}};
`endif
end
endmodule
