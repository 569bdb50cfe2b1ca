// value_address: generated from the block value_address(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256), addr_bits=12, stride=256). Change the block, not this file.
`timescale 1ns/1ps

module value_address (
    clk,
    rst,
    start,
    layer_base,
    advance,
    unit_end,
    block_end,
    item_end,
    addr
);
// `addr` of the present beat is `layer_base` 2 cycles after `start`; `advance` moves to the next beat.
//
// A unit takes one word of each position of a block: the words lie `chunks` apart. The flags tell about the
// present beat: `block_end` implies `unit_end`, `item_end` both. `stride`: see `item_base`.

input clk;
input rst;
input start;
input [11:0] layer_base;
input advance;
input unit_end;
input block_end;
input item_end;
output [11:0] addr;
reg [11:0] addr;

reg [11:0] after;
wire [11:0] base;
reg load;
wire next_item;
reg [11:0] unit_base;

assign next_item = (load || (advance && item_end));

always @(addr, block_end, unit_base, unit_end) begin  // add
    if ((!unit_end)) begin
        after = (addr + 1);
    end
    else if (block_end) begin
        after = (addr + 1);
    end
    else begin
        after = (unit_base + 1);
    end
end

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
        unit_base <= 0;
    end
    else begin
        load <= start;
        if (next_item) begin
            addr <= base;
            unit_base <= base;
        end
        else if (advance) begin
            addr <= after;
            if (unit_end) begin
                unit_base <= after;
            end
        end
    end
end

endmodule
