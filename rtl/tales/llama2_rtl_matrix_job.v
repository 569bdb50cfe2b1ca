// llama2_rtl_matrix_job: generated from the block matrix_job(). Change the block, not this file.
`timescale 1ns/1ps

// `engine_start` pulses in the first cycle after `start` in which `vector_ready` is high; `done` is the engine's
// `all_done` of that matrix, in the same cycle. One matrix at a time.
module llama2_rtl_matrix_job (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    output wire done,  // all of it is done
    input wire vector_ready,  // the matrix's input vector waits
    output wire engine_start,  // the engine begins the matrix
    input wire all_done  // the engine has read its matrix
);

reg running;
reg waiting;

assign engine_start = (waiting && vector_ready);
assign done = (running && all_done);

always @(posedge clk) begin  // follow
    if (rst == 1) begin
        running <= 0;
        waiting <= 0;
    end
    else begin
        if (start) begin
            waiting <= 1;
        end
        else if (engine_start) begin
            waiting <= 0;
            running <= 1;
        end
        else if (all_done) begin
            running <= 0;
        end
    end
end
endmodule
