// delay_11x5: generated from the block delay(width=11, cycles=5). Change the block, not this file.
`timescale 1ns/1ps

module delay_11x5 (
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

reg [54:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[44-1:0], d};
    end
end

assign q = line[55-1:44];

endmodule
