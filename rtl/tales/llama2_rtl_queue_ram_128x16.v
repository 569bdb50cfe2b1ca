// llama2_rtl_queue_ram_128x16: generated from the block queue_ram(width=128, depth=16). Change the block, not this file.
`timescale 1ns/1ps

// As `registered_ram`, but reads with `re` alone, which takes a cycle, and what was read last goes to `rdata` with
// `oe` alone, which takes another cycle.
module llama2_rtl_queue_ram_128x16 (
    input wire clk,
    input wire we,  // a word is written
    input wire [3:0] waddr,  // its address
    input wire [127:0] wdata,  // the word
    input wire [3:0] raddr,  // the address
    output wire [127:0] rdata,  // the word
    input wire re,  // a word is read
    input wire oe  // what was read last goes to rdata
);

(* no_rw_check, ram_style = "distributed", ramstyle = "MLAB, no_rw_check" *) reg [127:0] mem [0:15];
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
