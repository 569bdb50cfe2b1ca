// block_maximum: generated from the block block_maximum(). Change the block, not this file.
`timescale 1ns/1ps

module block_maximum (
    clk,
    rst,
    valid,
    first,
    scaled,
    highest
);
// `highest` of the `valid` scores since `first`, the present one included. No latency.

input clk;
input rst;
input valid;
input first;
input signed [24:0] scaled;
output signed [24:0] highest;
reg signed [24:0] highest;

reg signed [24:0] previous;

always @(first, previous, scaled) begin  // choose
    if ((first || (scaled > previous))) begin
        highest = scaled;
    end
    else begin
        highest = previous;
    end
end

always @(posedge clk) begin  // keep
    if (rst == 1) begin
        previous <= 0;
    end
    else begin
        if (valid) begin
            previous <= highest;
        end
    end
end

endmodule
