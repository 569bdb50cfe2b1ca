// llama2_rtl_row_accumulator: generated from the block row_accumulator(columns=16, width=31). Change the block, not this file.
`timescale 1ns/1ps

// In each cycle with `en`, `row` = `total`, with `first`, else `row` + `total`. With `split` the lower half alone
// is added, and the next `row` begins with the upper one; `halves` are those of `total`, one cycle ahead of it.
// Latency 1 cycle from `total`. The result is exact where `width` bits hold it.
module llama2_rtl_row_accumulator (
    input wire clk,
    input wire rst,
    input wire en,  // a sum
    input wire first,  // the first of its row
    input wire split,  // its upper half begins the next row
    input wire [69:0] halves,  // the next sum's halves, the lower one below
    input wire signed [35:0] total,  // the sum over all columns
    output reg signed [30:0] row  // the row's sum so far
);

reg signed [30:0] term;
wire signed [30:0] whole;
wire signed [30:0] lower_part;
reg signed [34:0] lower;
reg signed [34:0] upper;
reg carries;
reg signed [30:0] carried;
wire signed [30:0] upper_part;

assign whole = total[30:0];

assign lower_part = lower[30:0];

assign upper_part = upper[30:0];

always @(lower_part, split, whole) begin  // choose
    term = whole;
    if (split) begin
        term = lower_part;
    end
end

always @(posedge clk) begin  // take_halves
    if (rst == 1) begin
        lower <= 0;
        upper <= 0;
    end
    else begin
        lower <= $signed(halves[35-1:0]);
        upper <= $signed(halves[(2 * 35)-1:35]);
    end
end

always @(posedge clk) begin  // accumulate
    if (rst == 1) begin
        carried <= 0;
        carries <= 0;
        row <= 0;
    end
    else begin
        if (en) begin
            carries <= split;
            carried <= upper_part;
            if (first) begin
                row <= term;
            end
            else if (carries) begin
                row <= (carried + term);
            end
            else begin
                row <= (row + term);
            end
        end
    end
end
endmodule
