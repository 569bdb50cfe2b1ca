// llama2_rtl_own_register_1: generated from the block own_register(width=1). Change the block, not this file.
`timescale 1ns/1ps

// `q` follows `d` by a cycle; zero after reset. Synthesis is told to keep the register, for others are like it.
module llama2_rtl_own_register_1 (
    input wire clk,
    input wire rst,
    input wire [0:0] d,
    output wire [0:0] q  // d a cycle ago
);

(* dont_touch = "true", dont_merge, preserve *) reg held;
assign q = held;

(* keep *) always @(posedge clk) begin
    if (rst) held <= 1'd0;
    else held <= d;
end
endmodule
