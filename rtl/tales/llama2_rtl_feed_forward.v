// llama2_rtl_feed_forward: generated from the block feed_forward(geometry). Change the block, not this file.
`timescale 1ns/1ps

// From `start`, waits for the normalised vector, runs W1/W3, waits for the hidden vector that `u_*` writes to the
// quantiser, runs W2; `done` when the engine has read the last word of W2, whose rows go to the residual.
module llama2_rtl_feed_forward (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    output wire done,  // all of it is done
    output wire w13_wanted,  // the matrix is to start next
    input wire w13_ready,  // a quantised vector waits
    output wire w13_start,  // begin the matrix
    input wire w13_done,  // the engine has read its matrix
    output wire w2_wanted,  // the matrix is to start next
    input wire w2_ready,  // a quantised vector waits
    output wire w2_start,  // begin the matrix
    input wire w2_done,  // the engine has read its matrix
    input wire y_valid,  // a row's result
    input wire [2:0] y_dest,  // its matrix
    input wire y_last,  // the matrix's last row
    input wire signed [31:0] y,  // the result, Q16.16
    output wire u_we,  // an element is written
    output wire [7:0] u_index,  // its number
    output wire signed [31:0] u,  // the element
    output wire u_commit  // it is the vector's last
);

localparam [2:0] W13 = 3'd2;

wire row_valid;
wire reset;
wire first_done;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

llama2_rtl_matrix_job u_w13_job (
    .clk(clk),
    .rst(reset),
    .start(start),
    .done(first_done),
    .matrix_wanted(w13_wanted),
    .matrix_ready(w13_ready),
    .matrix_start(w13_start),
    .matrix_done(w13_done)
);

llama2_rtl_matrix_job u_w2_job (
    .clk(clk),
    .rst(reset),
    .start(first_done),
    .done(done),
    .matrix_wanted(w2_wanted),
    .matrix_ready(w2_ready),
    .matrix_start(w2_start),
    .matrix_done(w2_done)
);

assign row_valid = (y_valid && (y_dest == W13));

llama2_rtl_swiglu u_swiglu (
    .clk(clk),
    .rst(rst),
    .in_valid(row_valid),
    .in_last(y_last),
    .y(y),
    .u_we(u_we),
    .u_index(u_index),
    .u(u),
    .u_commit(u_commit)
);
endmodule
