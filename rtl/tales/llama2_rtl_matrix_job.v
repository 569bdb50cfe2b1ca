// llama2_rtl_matrix_job: generated from the block matrix_job(). Change the block, not this file.
`timescale 1ns/1ps

// `matrix_start` pulses in the first cycle after `start` in which `matrix_ready` is high; `done` is the
// `matrix_done` of that matrix, in the same cycle. One matrix at a time.
module llama2_rtl_matrix_job (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    output wire done,  // all of it is done
    input wire matrix_ready,  // a quantised vector waits
    output wire matrix_start,  // begin the matrix
    input wire matrix_done  // the engine has read its matrix
);

reg running;
reg waiting;

assign matrix_start = (waiting && matrix_ready);
assign done = (running && matrix_done);

always @(posedge clk) begin  // follow
    if (rst == 1) begin
        running <= 0;
        waiting <= 0;
    end
    else begin
        if (start) begin
            waiting <= 1;
        end
        else if (matrix_start) begin
            waiting <= 0;
            running <= 1;
        end
        else if (matrix_done) begin
            running <= 0;
        end
    end
end
endmodule
