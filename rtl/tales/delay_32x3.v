// delay_32x3: generated from the block delay(width=32, cycles=3). Change the block, not this file.
`timescale 1ns/1ps

module delay_32x3 (
    clk,
    rst,
    d,
    q
);
// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.

input clk;
input rst;
input [31:0] d;
output [31:0] q;
wire [31:0] q;

reg [95:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[64-1:0], d};
    end
end

assign q = line[96-1:64];

endmodule
