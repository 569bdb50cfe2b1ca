// delay_1x8: generated from the block delay(width=1, cycles=8). Change the block, not this file.
`timescale 1ns/1ps

module delay_1x8 (
    clk,
    rst,
    d,
    q
);
// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.

input clk;
input rst;
input [0:0] d;
output [0:0] q;
wire [0:0] q;

reg [7:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[7-1:0], d};
    end
end

assign q = line[8-1:7];

endmodule
