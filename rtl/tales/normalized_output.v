// normalized_output: generated from the block normalized_output(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module normalized_output (
    clk,
    rst,
    in_valid,
    total,
    reciprocal,
    shift,
    u_we,
    u_index,
    u,
    u_commit
);
// `u` = sat(rhu(total * reciprocal, shift)); `u_index` counts the elements of a vector, `u_commit` comes
// with the last. Latency `latency(geometry)`.

input clk;
input rst;
input in_valid;
input signed [30:0] total;
input [15:0] reciprocal;
input [5:0] shift;
output u_we;
wire u_we;
output [5:0] u_index;
reg [5:0] u_index;
output signed [31:0] u;
wire signed [31:0] u;
output u_commit;
wire u_commit;

wire signed [16:0] factor;
wire signed [47:0] product;
wire product_valid;
wire [5:0] rounding_shift;

assign factor = {{1{1'b0}}, reciprocal};

multiply_31x17 u_multiply (
    .clk(clk),
    .rst(rst),
    .a(total),
    .b(factor),
    .y(product)
);

delay_6x2 u_shift (
    .clk(clk),
    .rst(rst),
    .d(shift),
    .q(rounding_shift)
);

delay_bit_2 u_valid (
    .clk(clk),
    .rst(rst),
    .d(in_valid),
    .q(product_valid)
);

round_shift_48_32 u_round_shift (
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
