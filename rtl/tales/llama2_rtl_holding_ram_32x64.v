// llama2_rtl_holding_ram_32x64: generated from the block holding_ram(width=32, depth=64). Change the block, not this file.
`timescale 1ns/1ps

// As `ram`, but reads with `re` alone: `rdata` has the word a cycle later, and keeps it until the next.
module llama2_rtl_holding_ram_32x64 (
    input wire clk,
    input wire we,  // a word is written
    input wire [5:0] waddr,  // its address
    input wire [31:0] wdata,  // the word
    input wire [5:0] raddr,  // the address
    output wire [31:0] rdata,  // the word
    input wire re  // a word is read
);

(* no_rw_check, ram_style = "distributed", ramstyle = "MLAB, no_rw_check" *) reg [31:0] mem [0:63];
reg [31:0] word;
assign rdata = word;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    if (re) word <= mem[raddr];
`ifndef SYNTHESIS
    if (we && re && waddr == raddr) word <= {32{1'bx}};
`endif
end
endmodule
