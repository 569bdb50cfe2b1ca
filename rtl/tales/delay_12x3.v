// delay_12x3: generated from the block delay(width=12, cycles=3). Change the block, not this file.
`timescale 1ns/1ps

module delay_12x3 (
    clk,
    rst,
    d,
    q
);
// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.

input clk;
input rst;
input [11:0] d;
output [11:0] q;
wire [11:0] q;

reg [35:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[24-1:0], d};
    end
end

assign q = line[36-1:24];

endmodule
