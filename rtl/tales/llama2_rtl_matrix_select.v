// llama2_rtl_matrix_select: generated from the block matrix_select(geometry). Change the block, not this file.
`timescale 1ns/1ps

// An encoder: the destination of the matrix that is wanted, its last row and the last word of each row, and where
// matrices are in blocks its format; of no meaning where none is. Combinational.
module llama2_rtl_matrix_select (
    input wire wanted_start,  // the matrix wanted starts
    input wire qkv_wanted,  // qkv is wanted
    input wire wo_wanted,  // wo is wanted
    input wire w13_wanted,  // w13 is wanted
    input wire w2_wanted,  // w2 is wanted
    input wire classifier_wanted,  // classifier is wanted
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

always @(classifier_wanted, qkv_wanted, wanted_start, w13_wanted, w2_wanted, wo_wanted) begin  // select
    start = wanted_start;
    last_word = 7;
    last_row = 0;
    dest = QKV;
    if (qkv_wanted) begin
        dest = QKV;
        last_row = 127;
    end
    else if (wo_wanted) begin
        dest = WO;
        last_row = 63;
        last_word = 7;
    end
    else if (w13_wanted) begin
        dest = W13;
        last_row = 319;
    end
    else if (w2_wanted) begin
        dest = W2;
        last_row = 63;
        last_word = 19;
    end
    else if (classifier_wanted) begin
        dest = CLASSIFIER;
        last_row = 511;
    end
end

endmodule
