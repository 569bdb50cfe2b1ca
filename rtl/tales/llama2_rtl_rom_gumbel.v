// llama2_rtl_rom_gumbel: generated from the block rom(width=36, depth=1024, file=gumbel.mem). Change the block, not this file.
`timescale 1ns/1ps

// `depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle.
module llama2_rtl_rom_gumbel (
    input wire clk,
    input wire [9:0] addr,  // the word's address
    output wire [35:0] data  // the word
);

reg [35:0] mem [0:1023];
reg [35:0] word;
assign data = word;

`ifdef LLAMA2_RTL_MEMORIES
initial $readmemh({`LLAMA2_RTL_MEMORIES, "/llama2_rtl_gumbel.mem"}, mem);
`else
initial $readmemh("llama2_rtl_gumbel.mem", mem);
`endif

always @(posedge clk) begin
    word <= mem[addr];
end
endmodule
