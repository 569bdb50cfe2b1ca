// softmax_slot: generated from the block softmax_slot(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module softmax_slot (
    clk,
    rst,
    update,
    first_block,
    highest,
    scaled,
    value_shift,
    delta,
    probability,
    sum_valid,
    sum_first,
    sum_first_block,
    total
);
// `update` brings a block's `highest` score, the next cycles its scores, `scaled` with `value_shift`.
// Each `probability` follows LATENCY cycles later, with `sum_valid`, and `sum_first` on a block's first; a
// cycle after that it is in `total`. `delta`: see `running_maximum`.

input clk;
input rst;
input update;
input first_block;
input signed [24:0] highest;
input signed [24:0] scaled;
input [4:0] value_shift;
output [5:0] delta;
wire [5:0] delta;
output [14:0] probability;
wire [14:0] probability;
input sum_valid;
input sum_first;
input sum_first_block;
output signed [39:0] total;
wire signed [39:0] total;

wire [25:0] distance;
wire [30:0] weight;
reg [4:0] shift;

always @(posedge clk) begin  // follow
    if (rst == 1) begin
        shift <= 0;
    end
    else begin
        shift <= value_shift;
    end
end

running_maximum u_running_maximum (
    .clk(clk),
    .rst(rst),
    .update(update),
    .first_block(first_block),
    .highest(highest),
    .scaled(scaled),
    .delta(delta),
    .distance(distance)
);

exp2 u_exp2 (
    .clk(clk),
    .rst(rst),
    .in_valid(update),
    .d(distance),
    .shift(shift),
    .out_valid(),
    .p(probability),
    .l(weight)
);

denominator u_denominator (
    .clk(clk),
    .rst(rst),
    .valid(sum_valid),
    .first(sum_first),
    .first_block(sum_first_block),
    .weight(weight),
    .delta(delta),
    .total(total)
);
endmodule
