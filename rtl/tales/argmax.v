// argmax: generated from the block argmax(row_bits=10). Change the block, not this file.
`timescale 1ns/1ps

module argmax (
    clk,
    rst,
    in_valid,
    in_row,
    in_last,
    y,
    out_valid,
    row
);
// `out_valid` pulses LATENCY cycles after the last of a stream of values, with `row` that of the largest, the first
// of equals.

input clk;
input rst;
input in_valid;
input [9:0] in_row;
input in_last;
input signed [31:0] y;
output out_valid;
reg out_valid;
output [9:0] row;
reg [9:0] row;

reg any_seen;
reg signed [31:0] best;
reg ended;
reg larger;
reg [9:0] present_row;

always @(posedge clk) begin  // compare
    if (rst == 1) begin
        any_seen <= 0;
        best <= 0;
        larger <= 0;
    end
    else begin
        larger <= 0;
        if (in_valid) begin
            any_seen <= (!in_last);
            if (((!any_seen) || (y > best))) begin
                best <= y;
                larger <= 1;
            end
        end
    end
end

always @(posedge clk) begin  // note
    if (rst == 1) begin
        ended <= 0;
        out_valid <= 0;
        present_row <= 0;
        row <= 0;
    end
    else begin
        ended <= (in_valid && in_last);
        present_row <= in_row;
        out_valid <= ended;
        if (larger) begin
            row <= present_row;
        end
    end
end

endmodule
