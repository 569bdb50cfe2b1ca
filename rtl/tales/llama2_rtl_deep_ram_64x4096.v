// llama2_rtl_deep_ram_64x4096: generated from the block deep_ram(width=64, depth=4096). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits. `rdata` follows `raddr` by 3 cycles and wants a register. A word can
// be addressed 1 cycles after its write; one cycle before, the read is undefined.
module llama2_rtl_deep_ram_64x4096 (
    input wire clk,
    input wire we,  // a word is written
    input wire [11:0] waddr,  // its address
    input wire [63:0] wdata,  // the word
    input wire [11:0] raddr,  // the address
    output wire [63:0] rdata  // the word
);

(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit0 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit4 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit8 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit12 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit16 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit20 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit24 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit28 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit32 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit36 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit40 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit44 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit48 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit52 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit56 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit60 [0:4095];
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_0;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_1;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_2;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_3;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_0;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_1;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_2;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_3;
(* dont_touch = "true", dont_merge, preserve *) reg write0_0;
(* dont_touch = "true", dont_merge, preserve *) reg write0_1;
(* dont_touch = "true", dont_merge, preserve *) reg write0_2;
(* dont_touch = "true", dont_merge, preserve *) reg write0_3;
reg [63:0] word0, kept0;
reg [63:0] entry;
assign rdata = kept0;

(* keep *) always @(posedge clk) begin
    read0_0 <= raddr[11:0];
    read0_1 <= raddr[11:0];
    read0_2 <= raddr[11:0];
    read0_3 <= raddr[11:0];
    write0_0 <= we;
    place0_0 <= waddr[11:0];
    write0_1 <= we;
    place0_1 <= waddr[11:0];
    write0_2 <= we;
    place0_2 <= waddr[11:0];
    write0_3 <= we;
    place0_3 <= waddr[11:0];
end

always @(posedge clk) begin
    entry <= wdata;
    if (write0_0) bank0_bit0[place0_0] <= entry[3:0];
    if (write0_0) bank0_bit4[place0_0] <= entry[7:4];
    if (write0_0) bank0_bit8[place0_0] <= entry[11:8];
    if (write0_0) bank0_bit12[place0_0] <= entry[15:12];
    if (write0_1) bank0_bit16[place0_1] <= entry[19:16];
    if (write0_1) bank0_bit20[place0_1] <= entry[23:20];
    if (write0_1) bank0_bit24[place0_1] <= entry[27:24];
    if (write0_1) bank0_bit28[place0_1] <= entry[31:28];
    if (write0_2) bank0_bit32[place0_2] <= entry[35:32];
    if (write0_2) bank0_bit36[place0_2] <= entry[39:36];
    if (write0_2) bank0_bit40[place0_2] <= entry[43:40];
    if (write0_2) bank0_bit44[place0_2] <= entry[47:44];
    if (write0_3) bank0_bit48[place0_3] <= entry[51:48];
    if (write0_3) bank0_bit52[place0_3] <= entry[55:52];
    if (write0_3) bank0_bit56[place0_3] <= entry[59:56];
    if (write0_3) bank0_bit60[place0_3] <= entry[63:60];
    word0[3:0] <= bank0_bit0[read0_0];
    word0[7:4] <= bank0_bit4[read0_0];
    word0[11:8] <= bank0_bit8[read0_0];
    word0[15:12] <= bank0_bit12[read0_0];
    word0[19:16] <= bank0_bit16[read0_1];
    word0[23:20] <= bank0_bit20[read0_1];
    word0[27:24] <= bank0_bit24[read0_1];
    word0[31:28] <= bank0_bit28[read0_1];
    word0[35:32] <= bank0_bit32[read0_2];
    word0[39:36] <= bank0_bit36[read0_2];
    word0[43:40] <= bank0_bit40[read0_2];
    word0[47:44] <= bank0_bit44[read0_2];
    word0[51:48] <= bank0_bit48[read0_3];
    word0[55:52] <= bank0_bit52[read0_3];
    word0[59:56] <= bank0_bit56[read0_3];
    word0[63:60] <= bank0_bit60[read0_3];
    kept0 <= word0;
`ifndef SYNTHESIS
    if (write0_0 && place0_0 == read0_0) word0 <= {64{1'bx}};
`endif
end
endmodule
