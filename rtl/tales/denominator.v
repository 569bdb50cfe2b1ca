// denominator: generated from the block denominator(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module denominator (
    clk,
    rst,
    valid,
    first,
    first_block,
    weight,
    delta,
    total
);
// Adds the `valid` weights to `total`. The `first` of a block rescales it by `delta`, or starts it anew
// in the `first_block`. Latency 1 cycle.
//
// `delta` must be right from 3 cycles before `first` on.

input clk;
input rst;
input valid;
input first;
input first_block;
input [30:0] weight;
input [5:0] delta;
output signed [39:0] total;
reg signed [39:0] total;

wire signed [39:0] term;
wire signed [39:0] rescaled;

assign term = {{9{1'b0}}, weight};

round_shift_40_40 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(valid),
    .x(total),
    .n(delta),
    .out_valid(),
    .y(rescaled)
);

always @(posedge clk) begin  // add
    if (rst == 1) begin
        total <= 0;
    end
    else begin
        if ((valid && first && first_block)) begin
            total <= term;
        end
        else if ((valid && first)) begin
            total <= (rescaled + term);
        end
        else if (valid) begin
            total <= (total + term);
        end
    end
end

endmodule
