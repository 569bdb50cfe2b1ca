// delay_11x3: generated from the block delay(width=11, cycles=3). Change the block, not this file.
`timescale 1ns/1ps

module delay_11x3 (
    clk,
    rst,
    d,
    q
);
// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.

input clk;
input rst;
input [10:0] d;
output [10:0] q;
wire [10:0] q;

reg [32:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[22-1:0], d};
    end
end

assign q = line[33-1:22];

endmodule
