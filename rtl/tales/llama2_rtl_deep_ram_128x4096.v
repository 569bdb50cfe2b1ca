// llama2_rtl_deep_ram_128x4096: generated from the block deep_ram(width=128, depth=4096). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits. `rdata` follows `raddr` by 3 cycles and wants a register. A word can
// be addressed 1 cycles after its write; one cycle before, the read is undefined.
module llama2_rtl_deep_ram_128x4096 (
    input wire clk,
    input wire we,  // a word is written
    input wire [11:0] waddr,  // its address
    input wire [127:0] wdata,  // the word
    input wire [11:0] raddr,  // the address
    output wire [127:0] rdata  // the word
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
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit64 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit68 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit72 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit76 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit80 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit84 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit88 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit92 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit96 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit100 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit104 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit108 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit112 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit116 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit120 [0:4095];
(* no_rw_check, ramstyle = "no_rw_check" *) reg [3:0] bank0_bit124 [0:4095];
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_0;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_1;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_2;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_3;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_4;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_5;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_6;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_7;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_0;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_1;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_2;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_3;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_4;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_5;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_6;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_7;
(* dont_touch = "true", dont_merge, preserve *) reg write0_0;
(* dont_touch = "true", dont_merge, preserve *) reg write0_1;
(* dont_touch = "true", dont_merge, preserve *) reg write0_2;
(* dont_touch = "true", dont_merge, preserve *) reg write0_3;
(* dont_touch = "true", dont_merge, preserve *) reg write0_4;
(* dont_touch = "true", dont_merge, preserve *) reg write0_5;
(* dont_touch = "true", dont_merge, preserve *) reg write0_6;
(* dont_touch = "true", dont_merge, preserve *) reg write0_7;
reg [127:0] word0, kept0;
reg [127:0] entry;
assign rdata = kept0;

(* keep *) always @(posedge clk) begin
    read0_0 <= raddr[11:0];
    read0_1 <= raddr[11:0];
    read0_2 <= raddr[11:0];
    read0_3 <= raddr[11:0];
    read0_4 <= raddr[11:0];
    read0_5 <= raddr[11:0];
    read0_6 <= raddr[11:0];
    read0_7 <= raddr[11:0];
    write0_0 <= we;
    place0_0 <= waddr[11:0];
    write0_1 <= we;
    place0_1 <= waddr[11:0];
    write0_2 <= we;
    place0_2 <= waddr[11:0];
    write0_3 <= we;
    place0_3 <= waddr[11:0];
    write0_4 <= we;
    place0_4 <= waddr[11:0];
    write0_5 <= we;
    place0_5 <= waddr[11:0];
    write0_6 <= we;
    place0_6 <= waddr[11:0];
    write0_7 <= we;
    place0_7 <= waddr[11:0];
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
    if (write0_4) bank0_bit64[place0_4] <= entry[67:64];
    if (write0_4) bank0_bit68[place0_4] <= entry[71:68];
    if (write0_4) bank0_bit72[place0_4] <= entry[75:72];
    if (write0_4) bank0_bit76[place0_4] <= entry[79:76];
    if (write0_5) bank0_bit80[place0_5] <= entry[83:80];
    if (write0_5) bank0_bit84[place0_5] <= entry[87:84];
    if (write0_5) bank0_bit88[place0_5] <= entry[91:88];
    if (write0_5) bank0_bit92[place0_5] <= entry[95:92];
    if (write0_6) bank0_bit96[place0_6] <= entry[99:96];
    if (write0_6) bank0_bit100[place0_6] <= entry[103:100];
    if (write0_6) bank0_bit104[place0_6] <= entry[107:104];
    if (write0_6) bank0_bit108[place0_6] <= entry[111:108];
    if (write0_7) bank0_bit112[place0_7] <= entry[115:112];
    if (write0_7) bank0_bit116[place0_7] <= entry[119:116];
    if (write0_7) bank0_bit120[place0_7] <= entry[123:120];
    if (write0_7) bank0_bit124[place0_7] <= entry[127:124];
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
    word0[67:64] <= bank0_bit64[read0_4];
    word0[71:68] <= bank0_bit68[read0_4];
    word0[75:72] <= bank0_bit72[read0_4];
    word0[79:76] <= bank0_bit76[read0_4];
    word0[83:80] <= bank0_bit80[read0_5];
    word0[87:84] <= bank0_bit84[read0_5];
    word0[91:88] <= bank0_bit88[read0_5];
    word0[95:92] <= bank0_bit92[read0_5];
    word0[99:96] <= bank0_bit96[read0_6];
    word0[103:100] <= bank0_bit100[read0_6];
    word0[107:104] <= bank0_bit104[read0_6];
    word0[111:108] <= bank0_bit108[read0_6];
    word0[115:112] <= bank0_bit112[read0_7];
    word0[119:116] <= bank0_bit116[read0_7];
    word0[123:120] <= bank0_bit120[read0_7];
    word0[127:124] <= bank0_bit124[read0_7];
    kept0 <= word0;
`ifndef SYNTHESIS
    if (write0_0 && place0_0 == read0_0) word0 <= {128{1'bx}};
`endif
end
endmodule
