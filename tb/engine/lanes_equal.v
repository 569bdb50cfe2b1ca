// Two cycles after a beat of any codes, activations, keys and queries, both lanes give the same. NARROW and ATTENTION
// say which beats; the upper product counts in beats of narrow codes alone.
module lanes_equal (
    input wire clk,
    input wire [7:0] codes,
    input wire signed [`ACT_BITS-1:0] act,
    input wire signed [15:0] key_or_value,
    input wire signed [15:0] query_or_probability
);

wire signed [31:0] product, other_product;
wire signed [20:0] upper, other_upper;
reg [1:0] filled = 0;

packed_lane one (
    .clk(clk), .rst(1'b0), .codes(codes), .narrow(1'b`NARROW), .act(act), .attention(1'b`ATTENTION),
    .key_or_value(key_or_value), .query_or_probability(query_or_probability), .product(product), .upper(upper)
);

double_lane other (
    .clk(clk), .rst(1'b0), .codes(codes), .narrow(1'b`NARROW), .act(act), .attention(1'b`ATTENTION),
    .key_or_value(key_or_value), .query_or_probability(query_or_probability), .product(other_product),
    .upper(other_upper)
);

always @(posedge clk) filled <= {filled[0], 1'b1};

always @* begin
    if (filled[1]) begin
        assert (product == other_product);
        if (`NARROW && !`ATTENTION) assert (upper == other_upper);
    end
end
endmodule
