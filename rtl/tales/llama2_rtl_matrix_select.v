// llama2_rtl_matrix_select: generated from the block matrix_select(geometry). Change the block, not this file.
`timescale 1ns/1ps

// An encoder: the destination of the matrix whose start pulses, its last row and the last word of each row,
// and where matrices are in blocks its format. Combinational.
module llama2_rtl_matrix_select (
    input wire qkv_start,  // start of qkv
    input wire wo_start,  // start of wo
    input wire w13_start,  // start of w13
    input wire w2_start,  // start of w2
    input wire classifier_start,  // start of classifier
    output reg start,  // begin
    output reg [9:0] last_row,  // rows less one
    output reg [4:0] last_word,  // words of a row less one
    output reg [2:0] dest  // which matrix, with its start
);

localparam [2:0] QKV = 3'd0;
localparam [2:0] WO = 3'd1;
localparam [2:0] W13 = 3'd2;
localparam [2:0] W2 = 3'd3;
localparam [2:0] CLASSIFIER = 3'd4;

always @(classifier_start, qkv_start, w13_start, w2_start, wo_start) begin  // select
    start = (qkv_start || wo_start || w13_start || w2_start || classifier_start);
    last_word = 7;
    if (qkv_start) begin
        dest = QKV;
        last_row = 127;
    end
    else if (wo_start) begin
        dest = WO;
        last_row = 63;
        last_word = 7;
    end
    else if (w13_start) begin
        dest = W13;
        last_row = 319;
    end
    else if (w2_start) begin
        dest = W2;
        last_row = 63;
        last_word = 19;
    end
    else begin
        dest = CLASSIFIER;
        last_row = 511;
    end
end

endmodule
