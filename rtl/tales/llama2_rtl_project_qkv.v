// llama2_rtl_project_qkv: generated from the block project_qkv(geometry). Change the block, not this file.
`timescale 1ns/1ps

// From `start`, waits for the normalised vector and runs one matrix of K, V and Q rows; `done` when the engine has
// read its last word. Heads leave as mantissas with one `shift`, `tail` elements per cycle; the last after `done`.
// `token_start` begins the angles of `position`, which must hold still until the first row. Of several vectors a row
// comes for each, and a head leaves of each, in the order of the vectors.
module llama2_rtl_project_qkv (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    output wire done,  // all of it is done
    input wire token_start,  // compute the angles of the position
    input wire [7:0] position,  // the token's position
    output wire matrix_wanted,  // the matrix is to start next
    input wire matrix_ready,  // a quantised vector waits
    output wire matrix_start,  // begin the matrix
    input wire matrix_done,  // the engine has read its matrix
    input wire y_valid,  // a row's result
    input wire [2:0] y_dest,  // its matrix
    input wire signed [31:0] y,  // the result, Q16.16
    output wire kv_valid,  // an element of a key or value
    output wire q_valid,  // an element of a query
    output wire is_v,  // a value's, else a key's
    output wire [2:0] head,  // its head
    output wire [2:0] index,  // its place in the head
    output wire last,  // the head's last
    output wire signed [15:0] mantissa,  // its mantissa
    output wire [4:0] shift  // the head's shift
);

localparam [2:0] QKV = 3'd0;
localparam [1:0] VALUE = 2'd1;
localparam [1:0] QUERY = 2'd2;

wire run_ready;
wire row_valid;
wire row_rotate;
wire [1:0] row_kind;
wire turned_is_v;
wire [1:0] turned_kind;
wire [4:0] tag;
wire [2:0] turned_head;
wire [4:0] out_tag;
wire out_valid;
wire reset;
wire rope_reset;
wire quantizer_reset;
wire ready;
wire turned_valid;
wire signed [31:0] turned;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

llama2_rtl_reset_copy u_rope_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(rope_reset)
);

llama2_rtl_reset_copy u_quantizer_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(quantizer_reset)
);

assign run_ready = (matrix_ready && ready);

llama2_rtl_matrix_job u_matrix_job (
    .clk(clk),
    .rst(reset),
    .start(start),
    .done(done),
    .matrix_wanted(matrix_wanted),
    .matrix_ready(run_ready),
    .matrix_start(matrix_start),
    .matrix_done(matrix_done)
);

assign row_valid = (y_valid && (y_dest == QKV));
assign row_rotate = (row_kind != VALUE);

llama2_rtl_head_counter u_row_heads (
    .clk(clk),
    .rst(reset),
    .en(row_valid),
    .kind(row_kind),
    .head()
);

llama2_rtl_rope u_rope (
    .clk(clk),
    .rst(rope_reset),
    .start(token_start),
    .position(position),
    .ready(ready),
    .in_valid(row_valid),
    .in_rotate(row_rotate),
    .x(y),
    .out_valid(turned_valid),
    .y(turned)
);

llama2_rtl_head_counter u_turned_heads (
    .clk(clk),
    .rst(reset),
    .en(turned_valid),
    .kind(turned_kind),
    .head(turned_head)
);

assign turned_is_v = (turned_kind == VALUE);
assign tag = {turned_kind, turned_head};

llama2_rtl_head_quantizer u_head_quantizer (
    .clk(clk),
    .rst(quantizer_reset),
    .in_valid(turned_valid),
    .in_is_v(turned_is_v),
    .tag(tag),
    .x(turned),
    .out_valid(out_valid),
    .out_tag(out_tag),
    .out_index(index),
    .out_last(last),
    .mantissa(mantissa),
    .shift(shift)
);

assign head = out_tag[3-1:0];
assign is_v = (out_tag[5-1:3] == VALUE);
assign q_valid = (out_valid && (out_tag[5-1:3] == QUERY));
assign kv_valid = (out_valid && (out_tag[5-1:3] != QUERY));
endmodule
