// llama2_rtl_finish_token: generated from the block finish_token(geometry). Change the block, not this file.
`timescale 1ns/1ps

// From `start`, waits for the final normalised vector and runs the classifier; `done` pulses with the `choice` that
// the `sampler` made, as many cycles after the last logit as that takes. Where the token that is run `chooses` none,
// the vector is dropped in the first cycle in which it is there, with `done`: latency 0 from there. Of a batch each
// vector that takes part has a choice, in their order, and `done` comes with the last one's.
module llama2_rtl_finish_token (
    input wire clk,
    input wire rst,
    input wire [15:0] inverse_temperature,  // 12 fraction bits; 0: the likeliest token
    input wire [31:0] seed,  // where a text's random numbers begin
    input wire seed_load,  // the numbers of a position begin
    input wire [7:0] position,  // the position
    input wire start,  // begin
    output wire done,  // all of it is done
    input wire chooses,  // a token is to be chosen
    output wire matrix_wanted,  // the matrix is to start next
    input wire matrix_ready,  // a quantised vector waits
    output wire matrix_start,  // begin the matrix
    input wire matrix_done,  // the engine has read its matrix
    output wire matrix_drop,  // drop its vector
    input wire y_valid,  // a row's result
    input wire [2:0] y_dest,  // its matrix
    input wire [9:0] y_row,  // its number
    input wire y_last,  // the matrix's last row
    input wire signed [31:0] y,  // the result, Q16.16
    output wire choice_valid,  // a sample
    output wire [8:0] choice
);

localparam [2:0] CLASSIFIER = 3'd4;

wire job_start;
reg dropping;
wire of_last;
wire own_rst;
wire logit_valid;
wire [9:0] best;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

llama2_rtl_matrix_job u_matrix_job (
    .clk(clk),
    .rst(own_rst),
    .start(job_start),
    .done(),
    .matrix_wanted(matrix_wanted),
    .matrix_ready(matrix_ready),
    .matrix_start(matrix_start),
    .matrix_done(matrix_done)
);

assign job_start = (start && chooses);
assign matrix_drop = (dropping && matrix_ready);
assign done = (of_last || (dropping && matrix_ready));
assign choice_valid = of_last;

always @(posedge clk) begin  // follow
    if (own_rst == 1) begin
        dropping <= 0;
    end
    else begin
        if ((start && (!chooses))) begin
            dropping <= 1;
        end
        else if (matrix_ready) begin
            dropping <= 0;
        end
    end
end

assign logit_valid = (y_valid && (y_dest == CLASSIFIER));

llama2_rtl_sampler u_sampler (
    .clk(clk),
    .rst(rst),
    .inverse_temperature(inverse_temperature),
    .seed(seed),
    .seed_load(seed_load),
    .position(position),
    .in_valid(logit_valid),
    .in_row(y_row),
    .in_last(y_last),
    .y(y),
    .out_valid(of_last),
    .row(best)
);

assign choice = best[8:0];
endmodule
