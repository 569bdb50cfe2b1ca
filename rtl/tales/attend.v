// attend: generated from the block attend(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module attend (
    clk,
    rst,
    layer_start,
    layer_first,
    position,
    start,
    done,
    vector_ready,
    wo_start,
    all_done,
    q_valid,
    q_mantissa,
    q_shift,
    q_last,
    key_there,
    value_there,
    key_issue,
    value_issue,
    kv_addr,
    kv_shift_addr,
    keys,
    values,
    key_shifts,
    value_shifts,
    op_valid,
    op_value,
    op_first,
    op_last,
    op_a,
    op_b,
    dot_valid,
    dots,
    pv_valid,
    pv,
    u_we,
    u_index,
    u,
    u_commit
);
// Collects the layer's queries from the cycle after `layer_start` on. From the cycle after `start` on, when keys
// and values are written and the lanes are free, attends, writes the output vector to the quantiser through `u_*`,
// waits for it and runs the output projection; `done` when the engine has read its last word. Its rows go to the
// residual.

input clk;
input rst;
input layer_start;
input layer_first;
input [7:0] position;
input start;
output done;
wire done;
input vector_ready;
output wo_start;
wire wo_start;
input all_done;
input q_valid;
input signed [15:0] q_mantissa;
input [4:0] q_shift;
input q_last;
input key_there;
input value_there;
output key_issue;
wire key_issue;
output value_issue;
wire value_issue;
output [11:0] kv_addr;
wire [11:0] kv_addr;
output [11:0] kv_shift_addr;
wire [11:0] kv_shift_addr;
input [127:0] keys;
input [63:0] values;
input [4:0] key_shifts;
input [4:0] value_shifts;
output op_valid;
wire op_valid;
output op_value;
wire op_value;
output op_first;
wire op_first;
output op_last;
wire op_last;
output [255:0] op_a;
wire [255:0] op_a;
output [255:0] op_b;
wire [255:0] op_b;
input dot_valid;
input [69:0] dots;
input pv_valid;
input [463:0] pv;
output u_we;
wire u_we;
output [5:0] u_index;
wire [5:0] u_index;
output signed [31:0] u;
wire signed [31:0] u;
output u_commit;
wire u_commit;

reg attending;
reg [7:0] own_position;
reg queries_first;
reg queries_start;

always @(posedge clk) begin  // hold
    if (rst == 1) begin
        attending <= 0;
        own_position <= 0;
        queries_first <= 0;
        queries_start <= 0;
    end
    else begin
        queries_start <= layer_start;
        queries_first <= layer_first;
        own_position <= position;
        if (layer_start) begin
            attending <= 0;
        end
        else if (start) begin
            attending <= 1;
        end
    end
end

attention u_attention (
    .clk(clk),
    .rst(rst),
    .start(queries_start),
    .layer_first(queries_first),
    .position(own_position),
    .kv_ready(attending),
    .key_there(key_there),
    .value_there(value_there),
    .key_issue(key_issue),
    .value_issue(value_issue),
    .q_we(q_valid),
    .q_mantissa(q_mantissa),
    .q_shift(q_shift),
    .q_last(q_last),
    .kv_addr(kv_addr),
    .kv_shift_addr(kv_shift_addr),
    .keys(keys),
    .values(values),
    .key_shifts(key_shifts),
    .value_shifts(value_shifts),
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

matrix_job u_wo_job (
    .clk(clk),
    .rst(rst),
    .start(start),
    .vector_ready(vector_ready),
    .engine_start(wo_start),
    .all_done(all_done),
    .done(done)
);
endmodule
