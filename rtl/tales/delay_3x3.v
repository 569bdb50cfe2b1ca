// delay_3x3: generated from the block delay(width=3, cycles=3). Change the block, not this file.
`timescale 1ns/1ps

module delay_3x3 (
    clk,
    rst,
    d,
    q
);
// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.

input clk;
input rst;
input [2:0] d;
output [2:0] q;
wire [2:0] q;

reg [8:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[6-1:0], d};
    end
end

assign q = line[9-1:6];

endmodule
