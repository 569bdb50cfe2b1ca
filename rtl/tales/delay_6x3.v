// delay_6x3: generated from the block delay(width=6, cycles=3). Change the block, not this file.
`timescale 1ns/1ps

module delay_6x3 (
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

reg [17:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[12-1:0], d};
    end
end

assign q = line[18-1:12];

endmodule
