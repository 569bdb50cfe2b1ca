// llama2_rtl_matrix_job: generated from the block matrix_job(). Change the block, not this file.
`timescale 1ns/1ps

// `matrix_wanted` is high from the cycle after `start` on; `matrix_start` pulses in the first cycle of it in which
// `matrix_ready` is high, the last; `done` is the `matrix_done` of that matrix, in the same cycle. One matrix at a
// time.
module llama2_rtl_matrix_job (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    output wire done,  // all of it is done
    output reg matrix_wanted,  // the matrix is to start next
    input wire matrix_ready,  // a quantised vector waits
    output wire matrix_start,  // begin the matrix
    input wire matrix_done  // the engine has read its matrix
);

reg running;

assign matrix_start = (matrix_wanted && matrix_ready);
assign done = (running && matrix_done);

always @(posedge clk) begin  // follow
    if (rst == 1) begin
        matrix_wanted <= 0;
        running <= 0;
    end
    else begin
        if (start) begin
            matrix_wanted <= 1;
        end
        else if (matrix_start) begin
            matrix_wanted <= 0;
            running <= 1;
        end
        else if (matrix_done) begin
            running <= 0;
        end
    end
end
endmodule
