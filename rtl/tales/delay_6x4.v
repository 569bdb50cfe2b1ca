// delay_6x4: generated from the block delay(width=6, cycles=4). Change the block, not this file.
`timescale 1ns/1ps

module delay_6x4 (
    clk,
    rst,
    d,
    q
);
// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.

input clk;
input rst;
input [5:0] d;
output [5:0] q;
wire [5:0] q;

reg [23:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[18-1:0], d};
    end
end

assign q = line[24-1:18];

endmodule
