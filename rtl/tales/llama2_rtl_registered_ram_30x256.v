// llama2_rtl_registered_ram_30x256: generated from the block registered_ram(width=30, depth=256). Change the block, not this file.
`timescale 1ns/1ps

// As `ram`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
// second.
module llama2_rtl_registered_ram_30x256 (
    input wire clk,
    input wire we,  // a word is written
    input wire [7:0] waddr,  // its address
    input wire [29:0] wdata,  // the word
    input wire [7:0] raddr,  // the address
    output wire [29:0] rdata  // the word
);

(* no_rw_check, ramstyle = "no_rw_check" *) reg [29:0] mem [0:255];
reg [29:0] word;
reg [29:0] kept;
assign rdata = kept;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    word <= mem[raddr];
    kept <= word;
`ifndef SYNTHESIS
    if (we && waddr == raddr) word <= {30{1'bx}};
`endif
end
endmodule
