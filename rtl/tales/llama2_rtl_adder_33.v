// llama2_rtl_adder_33: generated from the block adder(width=33). Change the block, not this file.
`timescale 1ns/1ps

// `total` = a + b, one bit wider. Latency 1 cycle.
module llama2_rtl_adder_33 (
    input wire clk,
    input wire rst,
    input wire signed [32:0] a,
    input wire signed [32:0] b,
    output reg signed [33:0] total  // a + b
);

always @(posedge clk) begin  // add
    if (rst == 1) begin
        total <= 0;
    end
    else begin
        total <= (a + b);
    end
end

endmodule
