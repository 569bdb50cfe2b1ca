// llama2_rtl_normalized_output: generated from the block normalized_output(geometry). Change the block, not this file.
`timescale 1ns/1ps

// `u` = sat(rhu(total * reciprocal, shift)); `u_index` is the number of the element in the vector, `u_commit` comes
// with the last. Elements come in ascending order; of several heads of several words the first words of all, then the
// second ones; those of the vectors of a batch are counted apart. Latency 5. Of a tail of several
// elements it has every `tail`-th one.
module llama2_rtl_normalized_output (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sum is complete
    input wire signed [30:0] total,  // the sum
    input wire [15:0] reciprocal,  // mantissa of its denominator's reciprocal
    input wire [5:0] shift,  // the reciprocal's exponent
    output wire u_we,  // an element is written
    output reg [5:0] u_index,  // its number
    output wire signed [31:0] u,  // the element
    output wire u_commit  // it is the vector's last
);

wire [6:0] to_product_d;
wire [6:0] to_product_q;
wire signed [16:0] factor;
wire signed [47:0] product;
wire product_valid;
wire [5:0] rounding_shift;

assign factor = {{1{1'b0}}, reciprocal};

llama2_rtl_multiply_31x17 u_multiply (
    .clk(clk),
    .rst(rst),
    .a(total),
    .b(factor),
    .y(product)
);

assign to_product_d = {in_valid, shift};

llama2_rtl_delay_7x2 u_to_product (
    .clk(clk),
    .rst(rst),
    .d(to_product_d),
    .q(to_product_q)
);

assign {product_valid, rounding_shift} = to_product_q;

llama2_rtl_round_shift_48_32 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(product_valid),
    .x(product),
    .n(rounding_shift),
    .out_valid(u_we),
    .y(u)
);

assign u_commit = (u_we && (u_index == 63));

always @(posedge clk) begin  // count
    if (rst == 1) begin
        u_index <= 0;
    end
    else begin
        if (u_commit) begin
            u_index <= 0;
        end
        else if (u_we) begin
            u_index <= (u_index + 1);
        end
    end
end
endmodule
