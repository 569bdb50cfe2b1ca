// llama2_rtl_attend: generated from the block attend(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Collects the layer's queries from the cycle after `layer_start` on. From the cycle after `start` on, when keys
// and values are written and the lanes are free, attends, writes the output vector to the quantiser through `u_*`,
// waits for it and runs the output projection; `done` when the engine has read its last word. Its rows go to the
// residual.
module llama2_rtl_attend (
    input wire clk,
    input wire rst,
    input wire layer_start,  // a layer begins
    input wire layer_first,  // it is its token's first
    input wire [7:0] position,  // the token's position, of a batch the last one's
    input wire start,  // begin
    output wire done,  // all of it is done
    output wire wo_wanted,  // the matrix is to start next
    input wire wo_ready,  // a quantised vector waits
    output wire wo_start,  // begin the matrix
    input wire wo_done,  // the engine has read its matrix
    input wire q_valid,  // an element
    input wire signed [15:0] q_mantissa,  // its mantissa
    input wire [4:0] q_shift,  // the head's shift
    input wire q_last,  // the head's last
    input wire key_there,  // a word of keys waits
    input wire value_there,  // a word of values waits
    output wire key_issue,  // it is taken
    output wire value_issue,  // it is taken
    output wire [11:0] kv_addr,  // the word's place on chip
    output wire [11:0] kv_shift_addr,  // the place of its shifts on chip
    input wire [127:0] keys,  // the keys
    input wire [63:0] values,  // the values
    input wire [4:0] key_shifts,  // the keys' shifts
    input wire [4:0] value_shifts,  // the values' shifts
    output wire op_valid,  // a beat
    output wire op_value,  // of values, else of keys
    output wire op_first,  // its sum's first
    output wire op_last,  // its sum's last
    output wire [255:0] op_a,  // elements of keys or values, one per lane
    output wire [255:0] op_b,  // elements of queries, or probabilities, one per lane and way
    input wire dot_valid,  // sums are there
    input wire [69:0] dots,  // the sums, packed
    input wire pv_valid,  // sums are there
    input wire [463:0] pv,  // the sums, packed
    output wire u_we,  // an element is written
    output wire [5:0] u_index,  // its number
    output wire signed [31:0] u,  // the element
    output wire u_commit  // it is the vector's last
);

reg attending;
reg [7:0] own_at_position;
reg queries_start;
reg queries_first;

always @(posedge clk) begin  // keep_position
    if (rst == 1) begin
        own_at_position <= 0;
    end
    else begin
        own_at_position <= position;
    end
end

always @(posedge clk) begin  // hold
    if (rst == 1) begin
        attending <= 0;
        queries_first <= 0;
        queries_start <= 0;
    end
    else begin
        queries_start <= layer_start;
        queries_first <= layer_first;
        if (layer_start) begin
            attending <= 0;
        end
        else if (start) begin
            attending <= 1;
        end
    end
end

llama2_rtl_attention u_attention (
    .clk(clk),
    .rst(rst),
    .start(queries_start),
    .layer_first(queries_first),
    .position(own_at_position),
    .kv_ready(attending),
    .key_there(key_there),
    .value_there(value_there),
    .key_issue(key_issue),
    .value_issue(value_issue),
    .kv_addr(kv_addr),
    .kv_shift_addr(kv_shift_addr),
    .keys(keys),
    .values(values),
    .key_shifts(key_shifts),
    .value_shifts(value_shifts),
    .q_we(q_valid),
    .q_mantissa(q_mantissa),
    .q_shift(q_shift),
    .q_last(q_last),
    .op_valid(op_valid),
    .op_value(op_value),
    .op_first(op_first),
    .op_last(op_last),
    .op_a(op_a),
    .op_b(op_b),
    .dot_valid(dot_valid),
    .dots(dots),
    .pv_valid(pv_valid),
    .pv(pv),
    .u_we(u_we),
    .u_index(u_index),
    .u(u),
    .u_commit(u_commit),
    .last_beat(),
    .done()
);

llama2_rtl_matrix_job u_wo_job (
    .clk(clk),
    .rst(rst),
    .start(start),
    .done(done),
    .matrix_wanted(wo_wanted),
    .matrix_ready(wo_ready),
    .matrix_start(wo_start),
    .matrix_done(wo_done)
);
endmodule
