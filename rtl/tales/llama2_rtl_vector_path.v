// llama2_rtl_vector_path: generated from the block vector_path(geometry). Change the block, not this file.
`timescale 1ns/1ps

// A vector arrives from the residual (loaded with an embedding, or added to by the rows of WO and W2), from
// attention or from the feed-forward network; it is quantised, and the engine reads it through `act_*` from
// `vector_ready` on. `shift` is its quantiser's; `rm` and `k` are the residual's 1/rms, which the engine applies.
// After a reset the first vector has to be loaded. Several vectors go this way together: `residual` and `quantizer`
// say in which order their elements come.
module llama2_rtl_vector_path (
    input wire clk,
    input wire rst,
    input wire load_valid,  // an element
    input wire signed [31:0] load_x,  // the element
    input wire add_valid,  // an element
    input wire signed [31:0] add_y,  // the element
    input wire [15:0] gain,  // the parameter
    output wire gain_pop,  // it is taken
    output wire gain_pop_last,  // it is taken, the last of a vector
    input wire attend_we,  // an element is written
    input wire [5:0] attend_index,  // its number
    input wire signed [31:0] attend_u,  // the element
    input wire attend_commit,  // it is the vector's last
    input wire hidden_we,  // an element is written
    input wire [7:0] hidden_index,  // its number
    input wire signed [31:0] hidden_u,  // the element
    input wire hidden_commit,  // it is the vector's last
    output wire vector_ready,  // the vector can be read
    input wire vector_take,  // its reader begins
    output wire [4:0] shift,  // the shift of its mantissas
    output wire [15:0] rm,  // mantissa of 1/rms
    output wire [5:0] k,  // exponent of 1/rms
    input wire [4:0] act_addr,  // the word's number
    output wire [127:0] act_data  // the word addressed in the cycle before
);

wire quantizer_reset;
wire norm_we;
wire [5:0] norm_index;
wire signed [31:0] norm_u;
wire norm_commit;
wire we;
wire [7:0] index;
wire signed [31:0] u;
wire commit;
wire signed [15:0] signed_gain;

llama2_rtl_reset_copy u_quantizer_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(quantizer_reset)
);

assign signed_gain = gain;

llama2_rtl_residual u_residual (
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

llama2_rtl_element_select u_element_select (
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

llama2_rtl_quantizer u_quantizer (
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
