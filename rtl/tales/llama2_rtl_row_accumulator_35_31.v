// llama2_rtl_row_accumulator_35_31: generated from the block row_accumulator(sum_bits=35, width=31). Change the block, not this file.
`timescale 1ns/1ps

// In each cycle with `en`, `row` = `total`, with `first`, else `row` + `total`. Latency 1 cycle. The result is
// exact where `width` bits hold it.
module llama2_rtl_row_accumulator_35_31 (
    input wire clk,
    input wire rst,
    input wire en,  // a sum
    input wire first,  // the first of its row
    input wire signed [34:0] total,  // the sum over the word's columns
    output reg signed [30:0] row  // the row's sum so far
);

wire signed [30:0] term;

assign term = total[30:0];

always @(posedge clk) begin  // accumulate
    if (rst == 1) begin
        row <= 0;
    end
    else begin
        if (en) begin
            if (first) begin
                row <= term;
            end
            else begin
                row <= (row + term);
            end
        end
    end
end
endmodule
