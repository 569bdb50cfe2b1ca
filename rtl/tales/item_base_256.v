// item_base_256: generated from the block item_base(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256), addr_bits=12, stride=256). Change the block, not this file.
`timescale 1ns/1ps

module item_base_256 (
    clk,
    rst,
    start,
    layer_base,
    advance,
    base
);
// `base` = address of an item's first word: `layer_base` from `start` on, the next item's after each
// `advance`.
//
// Items that share their words of the cache follow one another; the words of the next ones lie `stride` on.

input clk;
input rst;
input start;
input [11:0] layer_base;
input advance;
output [11:0] base;
reg [11:0] base;

reg [0:0] sharer;

always @(posedge clk) begin  // step
    if (rst == 1) begin
        base <= 0;
        sharer <= 0;
    end
    else begin
        if (start) begin
            base <= layer_base;
            sharer <= 0;
        end
        else if (advance) begin
            if ((sharer == 0)) begin
                sharer <= 0;
                base <= (base + 256);
            end
            else begin
                sharer <= (sharer + 1);
            end
        end
    end
end

endmodule
