// llama2_rtl_project_qkv: generated from the block project_qkv(geometry). Change the block, not this file.
`timescale 1ns/1ps

// From `start`, waits for the normalised vector and runs one matrix of K, V and Q rows; `done` when the engine has
// read its last word. Heads leave as mantissas with one `shift`, one element per cycle: keys and (`is_v`) values
// with `kv_valid`, queries with `q_valid`, `last` on a head's last element; the last of them after `done`.
// `token_start` begins the angles of `position`.
module llama2_rtl_project_qkv (
    input wire clk,
    input wire rst,
    input wire start,
    output wire done,
    input wire token_start,
    input wire [7:0] position,
    input wire vector_ready,
    output wire engine_start,
    input wire all_done,
    input wire y_valid,
    input wire [2:0] y_dest,
    input wire signed [31:0] y,
    output wire kv_valid,
    output wire q_valid,
    output wire is_v,
    output wire [2:0] head,
    output wire [2:0] index,
    output wire last,
    output wire signed [15:0] mantissa,
    output wire [4:0] shift
);

localparam [2:0] QKV = 3'd0;
localparam [1:0] VALUE = 2'd1;
localparam [1:0] QUERY = 2'd2;

wire input_ready;
wire angles_ready;
wire row_valid;
wire rotate;
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

assign input_ready = (vector_ready && angles_ready);

llama2_rtl_matrix_job u_matrix_job (
    .clk(clk),
    .rst(reset),
    .start(start),
    .vector_ready(input_ready),
    .engine_start(engine_start),
    .all_done(all_done),
    .done(done)
);

assign row_valid = (y_valid && (y_dest == QKV));
assign rotate = (row_kind != VALUE);

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
    .ready(angles_ready),
    .in_valid(row_valid),
    .in_rotate(rotate),
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
