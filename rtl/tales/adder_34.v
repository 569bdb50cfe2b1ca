// adder_34: generated from the block adder(width=34). Change the block, not this file.
`timescale 1ns/1ps

module adder_34 (
    clk,
    rst,
    a,
    b,
    total
);
// `total` = a + b, one bit wider. Latency 1 cycle.

input clk;
input rst;
input signed [33:0] a;
input signed [33:0] b;
output signed [34:0] total;
reg signed [34:0] total;

always @(posedge clk) begin  // add
    if (rst == 1) begin
        total <= 0;
    end
    else begin
        total <= (a + b);
    end
end

endmodule
