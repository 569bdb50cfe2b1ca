// llama2_rtl_sum_of_spans: generated from the block sum_of_spans(geometry). Change the block, not this file.
`timescale 1ns/1ps

// `total` = present + earlier, or present alone where it is the `first`. Latency 2 cycles from `present`.
module llama2_rtl_sum_of_spans (
    input wire clk,
    input wire rst,
    input wire signed [28:0] present,  // the sum over a span
    input wire first,  // a cycle later: no span came before
    input wire signed [30:0] earlier,  // the sum over the spans before, a cycle after that of the span
    output reg signed [30:0] total  // the sum over all
);

reg signed [28:0] element;
wire signed [30:0] wide_element;

assign wide_element = {{2{element[28]}}, element};

always @(posedge clk) begin  // add
    if (rst == 1) begin
        element <= 0;
        total <= 0;
    end
    else begin
        element <= present;
        if (first) begin
            total <= wide_element;
        end
        else begin
            total <= (wide_element + earlier);
        end
    end
end

endmodule
