// llama2_rtl_rope: generated from the block rope(head_dim=8, pos_bits=8, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// `start` prepares the angles of `position`, `ready` tells when they are there (`rope_table`).
//
// Then whole heads pass, elements in order, at any pace up to one per cycle: for a pair (a, b)
// y = sat32(rhu(a cos - b sin, 14)), sat32(rhu(a sin + b cos, 14)), 7 and 7 + 1 cycles after b.
// Where `in_rotate` is low the elements pass unchanged, with the same timing.
//
// Of several vectors the first elements come in the order of the vectors, then the second ones. An even result leaves
// `latency(vectors)` cycles after b, an odd one in the first cycle after it in which no even one does.
module llama2_rtl_rope (
    input wire clk,
    input wire rst,
    input wire start,  // compute the angles
    input wire [7:0] position,  // of this
    output wire ready,  // they are there
    input wire in_valid,  // a sample
    input wire in_rotate,
    input wire signed [31:0] x,
    output wire out_valid,  // a sample
    output wire signed [31:0] y
);

reg [1:0] angle_pair;
reg [1:0] pair;
reg odd;
reg signed [31:0] element;
reg signed [15:0] cos_or_one;
reg signed [15:0] sin_or_zero;
wire is_even;
wire is_odd;
wire even_at_product;
reg signed [47:0] a_cos;
wire signed [47:0] x_cos;
reg signed [47:0] a_sin;
wire signed [47:0] x_sin;
reg even_valid;
wire odd_at_product;
reg odd_follows;
reg signed [48:0] even;
reg signed [48:0] later;
reg signed [48:0] odd_result;
reg result_valid;
wire [1:0] to_product_d;
wire [1:0] to_product_q;
wire signed [15:0] cos;
wire signed [15:0] sin;
reg signed [48:0] result;

llama2_rtl_rope_table u_rope_table (
    .clk(clk),
    .rst(rst),
    .start(start),
    .position(position),
    .ready(ready),
    .pair(angle_pair),
    .cos(cos),
    .sin(sin)
);

always @(in_valid, odd, pair) begin  // walk
    angle_pair = pair;
    if ((in_valid && odd)) begin
        angle_pair = (pair + 1);
        if ((pair == 3)) begin
            angle_pair = 0;
        end
    end
end

always @(posedge clk) begin  // turn
    if (rst == 1) begin
        cos_or_one <= 0;
        element <= 0;
        sin_or_zero <= 0;
    end
    else begin
        element <= x;
        if (in_rotate) begin
            cos_or_one <= cos;
            sin_or_zero <= sin;
        end
        else begin
            cos_or_one <= 16384;
            sin_or_zero <= 0;
        end
    end
end

llama2_rtl_multiply_32x16 u_times_cos (
    .clk(clk),
    .rst(rst),
    .a(element),
    .b(cos_or_one),
    .y(x_cos)
);

llama2_rtl_multiply_32x16 u_times_sin (
    .clk(clk),
    .rst(rst),
    .a(element),
    .b(sin_or_zero),
    .y(x_sin)
);

assign to_product_d = {is_even, is_odd};

llama2_rtl_delay_2x3 u_to_product (
    .clk(clk),
    .rst(rst),
    .d(to_product_d),
    .q(to_product_q)
);

assign {even_at_product, odd_at_product} = to_product_q;

assign is_even = (in_valid && (!odd));
assign is_odd = (in_valid && odd);

always @(posedge clk) begin  // combine
    if (rst == 1) begin
        a_cos <= 0;
        a_sin <= 0;
        even <= 0;
        even_valid <= 0;
        later <= 0;
        odd <= 0;
        odd_follows <= 0;
        odd_result <= 0;
        pair <= 0;
    end
    else begin
        if (in_valid) begin
            odd <= (!odd);
        end
        pair <= angle_pair;
        if (even_at_product) begin
            a_cos <= x_cos;
            a_sin <= x_sin;
        end
        even_valid <= odd_at_product;
        odd_follows <= even_valid;
        if (odd_at_product) begin
            even <= (a_cos - x_sin);
            later <= (a_sin + x_cos);
        end
        odd_result <= later;
    end
end

always @(even, even_valid, odd_follows, odd_result) begin  // serialise
    result_valid = (even_valid || odd_follows);
    result = odd_result;
    if (even_valid) begin
        result = even;
    end
end

llama2_rtl_round_shift_49_32 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(result_valid),
    .x(result),
    .n(6'd14),
    .out_valid(out_valid),
    .y(y)
);
endmodule
