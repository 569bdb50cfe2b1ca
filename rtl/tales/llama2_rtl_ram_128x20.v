// llama2_rtl_ram_128x20: generated from the block ram(width=128, depth=20). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits. A read takes one cycle; a read of the word being written is undefined.
module llama2_rtl_ram_128x20 (
    input wire clk,
    input wire we,  // a word is written
    input wire [4:0] waddr,  // its address
    input wire [127:0] wdata,  // the word
    input wire [4:0] raddr,  // the address
    output wire [127:0] rdata  // the word
);

(* no_rw_check, ram_style = "distributed", ramstyle = "MLAB, no_rw_check" *) reg [127:0] mem [0:19];
reg [127:0] word;
assign rdata = word;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    word <= mem[raddr];
`ifndef SYNTHESIS
    if (we && waddr == raddr) word <= {128{1'bx}};
`endif
end
endmodule
