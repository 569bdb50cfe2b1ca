// item_address_256: generated from the block item_address(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256), addr_bits=12, stride=256). Change the block, not this file.
`timescale 1ns/1ps

module item_address_256 (
    clk,
    rst,
    start,
    layer_base,
    advance,
    item_end,
    addr
);
// `addr` is `layer_base` 2 cycles after `start`, then one more after each `advance`; with `item_end` it
// is the next item's first, where the words of an item's heads lie `stride` apart (`item_base`).

input clk;
input rst;
input start;
input [11:0] layer_base;
input advance;
input item_end;
output [11:0] addr;
reg [11:0] addr;

wire [11:0] base;
reg load;
wire next_item;

assign next_item = (load || (advance && item_end));

item_base_256 u_item_base (
    .clk(clk),
    .rst(rst),
    .start(start),
    .layer_base(layer_base),
    .advance(next_item),
    .base(base)
);

always @(posedge clk) begin  // step
    if (rst == 1) begin
        addr <= 0;
        load <= 0;
    end
    else begin
        load <= start;
        if (next_item) begin
            addr <= base;
        end
        else if (advance) begin
            addr <= (addr + 1);
        end
    end
end

endmodule
