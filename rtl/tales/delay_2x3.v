// delay_2x3: generated from the block delay(width=2, cycles=3). Change the block, not this file.
`timescale 1ns/1ps

module delay_2x3 (
    clk,
    rst,
    d,
    q
);
// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.

input clk;
input rst;
input [1:0] d;
output [1:0] q;
wire [1:0] q;

reg [5:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[4-1:0], d};
    end
end

assign q = line[6-1:4];

endmodule
