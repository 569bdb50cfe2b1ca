// llama2_rtl_own_register_6: generated from the block own_register(width=6). Change the block, not this file.
`timescale 1ns/1ps

// `q` follows `d` by a cycle; zero after reset. Synthesis is told to keep the register, for others are like it.
module llama2_rtl_own_register_6 (
    input wire clk,
    input wire rst,
    input wire [5:0] d,
    output wire [5:0] q  // d a cycle ago
);

(* dont_touch = "true", dont_merge, preserve *) reg [5:0] held;
assign q = held;

(* keep *) always @(posedge clk) begin
    if (rst) held <= 6'd0;
    else held <= d;
end
endmodule
