// llama2_rtl_argmax: generated from the block argmax(row_bits=10, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// `out_valid` pulses 2 cycles after the last of a stream of values, with `row` that of the largest, the first
// of equals. Throughput 1; the next stream may follow at once. Of several vectors a stream of each comes, in any order
// among them.
module llama2_rtl_argmax (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire [9:0] in_row,
    input wire in_last,
    input wire signed [31:0] y,
    output reg out_valid,  // a sample
    output reg [9:0] row
);

reg any_seen;
reg [31:0] best;
wire [32:0] best_key;
reg ended;
wire [32:0] key;
reg larger;
reg [9:0] present_row;
wire [31:0] value;

assign value = {(!y[31]), y[31-1:0]};
assign key = {1'b1, (!y[31]), y[31-1:0]};
assign best_key = {any_seen, best};

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
            if ((key > best_key)) begin
                best <= value;
                larger <= 1;
            end
        end
    end
end

always @(posedge clk) begin  // note
    if (rst == 1) begin
        ended <= 0;
        out_valid <= 0;
        row <= 0;
        present_row <= 0;
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
