// vector_path: generated from the block vector_path(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module vector_path (
    clk,
    rst,
    load_valid,
    load_x,
    add_valid,
    add_y,
    gain,
    gain_pop,
    gain_pop_last,
    attend_we,
    attend_index,
    attend_u,
    attend_commit,
    hidden_we,
    hidden_index,
    hidden_u,
    hidden_commit,
    vector_ready,
    vector_take,
    shift,
    rm,
    k,
    act_addr,
    act_data
);
// A vector arrives from the residual (loaded with an embedding, or added to by the rows of WO and W2), from
// attention or from the feed-forward network; it is quantised, and the engine reads it through `act_*` from
// `vector_ready` on. `shift` is its quantiser's; `rm` and `k` are the residual's 1/rms, which the engine applies.

input clk;
input rst;
input load_valid;
input signed [31:0] load_x;
input add_valid;
input signed [31:0] add_y;
input [15:0] gain;
output gain_pop;
wire gain_pop;
output gain_pop_last;
wire gain_pop_last;
input attend_we;
input [5:0] attend_index;
input signed [31:0] attend_u;
input attend_commit;
input hidden_we;
input [7:0] hidden_index;
input signed [31:0] hidden_u;
input hidden_commit;
output vector_ready;
wire vector_ready;
input vector_take;
output [4:0] shift;
wire [4:0] shift;
output [15:0] rm;
wire [15:0] rm;
output [5:0] k;
wire [5:0] k;
input [3:0] act_addr;
output [255:0] act_data;
wire [255:0] act_data;

wire quantizer_reset;
wire norm_we;
wire norm_commit;
wire we;
wire commit;
wire [5:0] norm_index;
wire [7:0] index;
wire signed [31:0] norm_u;
wire signed [31:0] u;
wire signed [15:0] signed_gain;

reset_copy u_quantizer_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(quantizer_reset)
);

assign signed_gain = gain;

residual u_residual (
    .clk(clk),
    .rst(rst),
    .load_valid(load_valid),
    .load_x(load_x),
    .add_valid(add_valid),
    .add_y(add_y),
    .gain(signed_gain),
    .gain_pop(gain_pop),
    .gain_pop_last(gain_pop_last),
    .u_we(norm_we),
    .u_index(norm_index),
    .u(norm_u),
    .u_commit(norm_commit),
    .norm_done(),
    .rm(rm),
    .k(k),
    .x_we(),
    .x_index(),
    .x()
);

element_select u_element_select (
    .norm_we(norm_we),
    .norm_index(norm_index),
    .norm_u(norm_u),
    .norm_commit(norm_commit),
    .attend_we(attend_we),
    .attend_index(attend_index),
    .attend_u(attend_u),
    .attend_commit(attend_commit),
    .hidden_we(hidden_we),
    .hidden_index(hidden_index),
    .hidden_u(hidden_u),
    .hidden_commit(hidden_commit),
    .we(we),
    .index(index),
    .u(u),
    .commit(commit)
);

quantizer u_quantizer (
    .clk(clk),
    .rst(quantizer_reset),
    .we(we),
    .index(index),
    .u(u),
    .commit(commit),
    .ready(vector_ready),
    .take(vector_take),
    .shift(shift),
    .act_addr(act_addr),
    .act_data(act_data)
);
endmodule
