// llama2_rtl_reset_copy: generated from the block reset_copy(). Change the block, not this file.
`timescale 1ns/1ps

// `own_rst` follows `rst` by a cycle. Synthesis is told to keep the register, for others are like it.
module llama2_rtl_reset_copy (
    input wire clk,
    input wire rst,
    output wire own_rst  // rst a cycle ago
);

(* dont_touch = "true", dont_merge, preserve *) reg held;
assign own_rst = held;

(* keep *) always @(posedge clk) begin
    held <= rst;
end
endmodule
