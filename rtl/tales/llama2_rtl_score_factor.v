// llama2_rtl_score_factor: generated from the block score_factor(). Change the block, not this file.
`timescale 1ns/1ps

// `factor` is the inverse temperature, or one where that is 0 and the choice `greedy`. Latency 2, of `greedy` 1.
module llama2_rtl_score_factor (
    input wire clk,
    input wire rst,
    input wire [15:0] inverse_temperature,  // 0: the likeliest token
    output reg greedy,  // the likeliest token is chosen
    output reg signed [17:0] factor  // the factor
);

always @(posedge clk) begin  // choose_factor
    if (rst == 1) begin
        factor <= 0;
        greedy <= 0;
    end
    else begin
        greedy <= (inverse_temperature == 0);
        if (greedy) begin
            factor <= 65536;
        end
        else begin
            factor <= $signed({1'b0, 1'b0, inverse_temperature});
        end
    end
end

endmodule
