// llama2_rtl_deep_ram_5x4096: generated from the block deep_ram(width=5, depth=4096). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits. `rdata` follows `raddr` by 3 cycles and wants a register. A word can
// be addressed 1 cycles after its write; one cycle before, the read is undefined.
module llama2_rtl_deep_ram_5x4096 (
    input wire clk,
    input wire we,  // a word is written
    input wire [11:0] waddr,  // its address
    input wire [4:0] wdata,  // the word
    input wire [11:0] raddr,  // the address
    output wire [4:0] rdata  // the word
);

(* no_rw_check, ramstyle = "no_rw_check" *) reg [4:0] bank0_bit0 [0:4095];
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] read0_0;
(* dont_touch = "true", dont_merge, preserve *) reg [11:0] place0_0;
(* dont_touch = "true", dont_merge, preserve *) reg write0_0;
reg [4:0] word0, kept0;
reg [4:0] entry;
assign rdata = kept0;

(* keep *) always @(posedge clk) begin
    read0_0 <= raddr[11:0];
    write0_0 <= we;
    place0_0 <= waddr[11:0];
end

always @(posedge clk) begin
    entry <= wdata;
    if (write0_0) bank0_bit0[place0_0] <= entry[4:0];
    word0[4:0] <= bank0_bit0[read0_0];
    kept0 <= word0;
`ifndef SYNTHESIS
    if (write0_0 && place0_0 == read0_0) word0 <= {5{1'bx}};
`endif
end
endmodule
