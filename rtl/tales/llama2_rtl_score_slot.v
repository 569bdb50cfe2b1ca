// llama2_rtl_score_slot: generated from the block score_slot(dot_bits=35, headroom=8, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// The score is sat(rhu(dot * 2^headroom, score_shift)), 3 cycles later; with it comes
// `value_shift`, and a cycle later leaves `scaled` = score + value_shift. Both are in the log2 domain,
// 8. The scaled score of a `masked` position is the least there is, which lies so far
// below any other that its power of two is 0.
module llama2_rtl_score_slot (
    input wire clk,
    input wire rst,
    input wire dot_valid,  // a dot product
    input wire signed [34:0] dot,  // the dot product
    input wire [5:0] score_shift,  // its shift
    input wire [4:0] value_shift,  // the shift of the position's value, with the score
    output reg signed [24:0] scaled  // the scaled score
);

wire signed [42:0] raised;
wire signed [15:0] score_whole;
wire signed [23:0] score;
wire signed [16:0] total;
wire signed [16:0] whole;
wire signed [16:0] increment;

assign whole = {{1{score_whole[15]}}, score_whole};

assign increment = {{12{1'b0}}, value_shift};

llama2_rtl_round_shift_43_24 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(dot_valid),
    .x(raised),
    .n(score_shift),
    .out_valid(),
    .y(score)
);

assign raised = $signed({dot, 8'h0});
assign score_whole = $signed(score[24-1:8]);
assign total = (whole + increment);

always @(posedge clk) begin  // register
    if (rst == 1) begin
        scaled <= 0;
    end
    else begin
        scaled <= $signed({total, score[8-1:0]});
    end
end

endmodule
