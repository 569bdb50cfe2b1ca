// llama2_rtl_deep_rom_weights: generated from the block deep_rom(width=128, depth=13224, file=weights.mem). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits in the files of `deep_contents`. `data` follows `addr` by 4 cycles and wants
// a register.
module llama2_rtl_deep_rom_weights (
    input wire clk,
    input wire [13:0] addr,  // the word's address
    output wire [127:0] data  // the word, 4 cycles later
);

reg [7:0] bank0_bit0 [0:8191];
reg [7:0] bank0_bit8 [0:8191];
reg [7:0] bank0_bit16 [0:8191];
reg [7:0] bank0_bit24 [0:8191];
reg [7:0] bank0_bit32 [0:8191];
reg [7:0] bank0_bit40 [0:8191];
reg [7:0] bank0_bit48 [0:8191];
reg [7:0] bank0_bit56 [0:8191];
reg [7:0] bank0_bit64 [0:8191];
reg [7:0] bank0_bit72 [0:8191];
reg [7:0] bank0_bit80 [0:8191];
reg [7:0] bank0_bit88 [0:8191];
reg [7:0] bank0_bit96 [0:8191];
reg [7:0] bank0_bit104 [0:8191];
reg [7:0] bank0_bit112 [0:8191];
reg [7:0] bank0_bit120 [0:8191];
reg [7:0] bank1_bit0 [0:4095];
reg [7:0] bank1_bit8 [0:4095];
reg [7:0] bank1_bit16 [0:4095];
reg [7:0] bank1_bit24 [0:4095];
reg [7:0] bank1_bit32 [0:4095];
reg [7:0] bank1_bit40 [0:4095];
reg [7:0] bank1_bit48 [0:4095];
reg [7:0] bank1_bit56 [0:4095];
reg [7:0] bank1_bit64 [0:4095];
reg [7:0] bank1_bit72 [0:4095];
reg [7:0] bank1_bit80 [0:4095];
reg [7:0] bank1_bit88 [0:4095];
reg [7:0] bank1_bit96 [0:4095];
reg [7:0] bank1_bit104 [0:4095];
reg [7:0] bank1_bit112 [0:4095];
reg [7:0] bank1_bit120 [0:4095];
reg [127:0] bank2_bit0 [0:935];
(* dont_touch = "true", dont_merge, preserve *) reg [12:0] read0_0;
(* dont_touch = "true", dont_merge, preserve *) reg [12:0] read0_1;
(* dont_touch = "true", dont_merge, preserve *) reg [12:0] read0_2;
(* dont_touch = "true", dont_merge, preserve *) reg [12:0] read0_3;
(* dont_touch = "true", dont_merge, preserve *) reg [12:0] read0_4;
(* dont_touch = "true", dont_merge, preserve *) reg [12:0] read0_5;
(* dont_touch = "true", dont_merge, preserve *) reg [12:0] read0_6;
(* dont_touch = "true", dont_merge, preserve *) reg [12:0] read0_7;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read1_0;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read1_1;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read1_2;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read1_3;
(* dont_touch = "true", dont_merge, preserve *) reg [9:0] read2_0;
(* dont_touch = "true", dont_merge, preserve *) reg [13:0] relay0;
(* dont_touch = "true", dont_merge, preserve *) reg [13:0] relay1;
(* dont_touch = "true", dont_merge, preserve *) reg [13:0] relay2;
(* dont_touch = "true", dont_merge, preserve *) reg [13:0] relay3;
reg [127:0] word0, kept0;
reg [127:0] word1, kept1;
reg [127:0] word2, kept2;
reg asked1, in1, chosen1;
reg asked2, in2, chosen2;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit0.mem"}, bank0_bit0);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit8.mem"}, bank0_bit8);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit16.mem"}, bank0_bit16);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit24.mem"}, bank0_bit24);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit32.mem"}, bank0_bit32);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit40.mem"}, bank0_bit40);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit48.mem"}, bank0_bit48);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit56.mem"}, bank0_bit56);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit64.mem"}, bank0_bit64);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit72.mem"}, bank0_bit72);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit80.mem"}, bank0_bit80);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit88.mem"}, bank0_bit88);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit96.mem"}, bank0_bit96);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit104.mem"}, bank0_bit104);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit112.mem"}, bank0_bit112);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank0_bit120.mem"}, bank0_bit120);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit0.mem"}, bank1_bit0);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit8.mem"}, bank1_bit8);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit16.mem"}, bank1_bit16);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit24.mem"}, bank1_bit24);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit32.mem"}, bank1_bit32);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit40.mem"}, bank1_bit40);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit48.mem"}, bank1_bit48);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit56.mem"}, bank1_bit56);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit64.mem"}, bank1_bit64);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit72.mem"}, bank1_bit72);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit80.mem"}, bank1_bit80);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit88.mem"}, bank1_bit88);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit96.mem"}, bank1_bit96);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit104.mem"}, bank1_bit104);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit112.mem"}, bank1_bit112);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank1_bit120.mem"}, bank1_bit120);
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_weights_bank2_bit0.mem"}, bank2_bit0);
`else
initial $readmemh("llama2_rtl_weights_bank0_bit0.mem", bank0_bit0);
initial $readmemh("llama2_rtl_weights_bank0_bit8.mem", bank0_bit8);
initial $readmemh("llama2_rtl_weights_bank0_bit16.mem", bank0_bit16);
initial $readmemh("llama2_rtl_weights_bank0_bit24.mem", bank0_bit24);
initial $readmemh("llama2_rtl_weights_bank0_bit32.mem", bank0_bit32);
initial $readmemh("llama2_rtl_weights_bank0_bit40.mem", bank0_bit40);
initial $readmemh("llama2_rtl_weights_bank0_bit48.mem", bank0_bit48);
initial $readmemh("llama2_rtl_weights_bank0_bit56.mem", bank0_bit56);
initial $readmemh("llama2_rtl_weights_bank0_bit64.mem", bank0_bit64);
initial $readmemh("llama2_rtl_weights_bank0_bit72.mem", bank0_bit72);
initial $readmemh("llama2_rtl_weights_bank0_bit80.mem", bank0_bit80);
initial $readmemh("llama2_rtl_weights_bank0_bit88.mem", bank0_bit88);
initial $readmemh("llama2_rtl_weights_bank0_bit96.mem", bank0_bit96);
initial $readmemh("llama2_rtl_weights_bank0_bit104.mem", bank0_bit104);
initial $readmemh("llama2_rtl_weights_bank0_bit112.mem", bank0_bit112);
initial $readmemh("llama2_rtl_weights_bank0_bit120.mem", bank0_bit120);
initial $readmemh("llama2_rtl_weights_bank1_bit0.mem", bank1_bit0);
initial $readmemh("llama2_rtl_weights_bank1_bit8.mem", bank1_bit8);
initial $readmemh("llama2_rtl_weights_bank1_bit16.mem", bank1_bit16);
initial $readmemh("llama2_rtl_weights_bank1_bit24.mem", bank1_bit24);
initial $readmemh("llama2_rtl_weights_bank1_bit32.mem", bank1_bit32);
initial $readmemh("llama2_rtl_weights_bank1_bit40.mem", bank1_bit40);
initial $readmemh("llama2_rtl_weights_bank1_bit48.mem", bank1_bit48);
initial $readmemh("llama2_rtl_weights_bank1_bit56.mem", bank1_bit56);
initial $readmemh("llama2_rtl_weights_bank1_bit64.mem", bank1_bit64);
initial $readmemh("llama2_rtl_weights_bank1_bit72.mem", bank1_bit72);
initial $readmemh("llama2_rtl_weights_bank1_bit80.mem", bank1_bit80);
initial $readmemh("llama2_rtl_weights_bank1_bit88.mem", bank1_bit88);
initial $readmemh("llama2_rtl_weights_bank1_bit96.mem", bank1_bit96);
initial $readmemh("llama2_rtl_weights_bank1_bit104.mem", bank1_bit104);
initial $readmemh("llama2_rtl_weights_bank1_bit112.mem", bank1_bit112);
initial $readmemh("llama2_rtl_weights_bank1_bit120.mem", bank1_bit120);
initial $readmemh("llama2_rtl_weights_bank2_bit0.mem", bank2_bit0);
`endif

assign data = chosen1 ? kept1 : chosen2 ? kept2 : kept0;

(* keep *) always @(posedge clk) begin
    read0_0 <= relay0[12:0];
    read0_1 <= relay0[12:0];
    read0_2 <= relay0[12:0];
    read0_3 <= relay0[12:0];
    read0_4 <= relay1[12:0];
    read0_5 <= relay1[12:0];
    read0_6 <= relay1[12:0];
    read0_7 <= relay1[12:0];
    read1_0 <= relay2[11:0];
    read1_1 <= relay2[11:0];
    read1_2 <= relay2[11:0];
    read1_3 <= relay2[11:0];
    read2_0 <= relay3[9:0];
    relay0 <= addr;
    relay1 <= addr;
    relay2 <= addr;
    relay3 <= addr;
end

always @(posedge clk) begin
    word0[7:0] <= bank0_bit0[read0_0];
    word0[15:8] <= bank0_bit8[read0_0];
    word0[23:16] <= bank0_bit16[read0_1];
    word0[31:24] <= bank0_bit24[read0_1];
    word0[39:32] <= bank0_bit32[read0_2];
    word0[47:40] <= bank0_bit40[read0_2];
    word0[55:48] <= bank0_bit48[read0_3];
    word0[63:56] <= bank0_bit56[read0_3];
    word0[71:64] <= bank0_bit64[read0_4];
    word0[79:72] <= bank0_bit72[read0_4];
    word0[87:80] <= bank0_bit80[read0_5];
    word0[95:88] <= bank0_bit88[read0_5];
    word0[103:96] <= bank0_bit96[read0_6];
    word0[111:104] <= bank0_bit104[read0_6];
    word0[119:112] <= bank0_bit112[read0_7];
    word0[127:120] <= bank0_bit120[read0_7];
    word1[7:0] <= bank1_bit0[read1_0];
    word1[15:8] <= bank1_bit8[read1_0];
    word1[23:16] <= bank1_bit16[read1_0];
    word1[31:24] <= bank1_bit24[read1_0];
    word1[39:32] <= bank1_bit32[read1_1];
    word1[47:40] <= bank1_bit40[read1_1];
    word1[55:48] <= bank1_bit48[read1_1];
    word1[63:56] <= bank1_bit56[read1_1];
    word1[71:64] <= bank1_bit64[read1_2];
    word1[79:72] <= bank1_bit72[read1_2];
    word1[87:80] <= bank1_bit80[read1_2];
    word1[95:88] <= bank1_bit88[read1_2];
    word1[103:96] <= bank1_bit96[read1_3];
    word1[111:104] <= bank1_bit104[read1_3];
    word1[119:112] <= bank1_bit112[read1_3];
    word1[127:120] <= bank1_bit120[read1_3];
    word2[127:0] <= bank2_bit0[read2_0];
    asked1 <= relay0[13:12] == 2'd2;
    asked2 <= relay0[13:10] == 4'd12;
    in1 <= asked1;
    in2 <= asked2;
    chosen1 <= in1;
    chosen2 <= in2;
    kept0 <= word0;
    kept1 <= word1;
    kept2 <= word2;
end
endmodule
