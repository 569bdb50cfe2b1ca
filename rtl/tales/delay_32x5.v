// delay_32x5: generated from the block delay(width=32, cycles=5). Change the block, not this file.
`timescale 1ns/1ps

module delay_32x5 (
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

reg [159:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[128-1:0], d};
    end
end

assign q = line[160-1:128];

endmodule
