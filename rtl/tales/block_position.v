// block_position: generated from the block block_position(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module block_position (
    clk,
    rst,
    start,
    last_block,
    last_index,
    advance,
    again,
    bank,
    index,
    limit,
    next_limit,
    first_block,
    final_block,
    block_end
);
// Counts positions on `advance`: `index` within the block up to `limit`, blocks up to `last_block`, whose
// limit is `last_index`, then the next item's; a block that ends with `again` is counted anew. `bank` counts
// the blocks of all items, modulo BANKS; `next_limit` is the next one's.
//
// The flags tell about the present position: no latency. `start` returns to the first; `last_block` and
// `last_index` must not change after it.

input clk;
input rst;
input start;
input [1:0] last_block;
input [5:0] last_index;
input advance;
input again;
output [1:0] bank;
reg [1:0] bank;
output [5:0] index;
reg [5:0] index;
output [5:0] limit;
reg [5:0] limit;
output [5:0] next_limit;
reg [5:0] next_limit;
output first_block;
reg first_block;
output final_block;
reg final_block;
output block_end;
reg block_end;

reg [1:0] blocks_left;
reg [5:0] left;
reg [5:0] new_left;
reg next_final;
reg [1:0] next_left;

always @(blocks_left, final_block, last_block, start) begin  // look_ahead
    if ((start || final_block)) begin
        next_left = last_block;
        next_final = (last_block == 0);
    end
    else begin
        next_left = (blocks_left - 1);
        next_final = (blocks_left == 1);
    end
end

always @(last_index, next_final) begin  // look_at_limit
    next_limit = 63;
    if (next_final) begin
        next_limit = last_index;
    end
end

always @(again, limit, next_limit, start) begin  // begin_block
    new_left = limit;
    if ((start || (!again))) begin
        new_left = next_limit;
    end
end

always @(posedge clk) begin  // count
    if (rst == 1) begin
        bank <= 0;
        block_end <= 0;
        blocks_left <= 0;
        final_block <= 0;
        first_block <= 0;
        index <= 0;
        left <= 0;
        limit <= 0;
    end
    else begin
        if (start) begin
            bank <= 0;
            first_block <= 1;
        end
        else if ((advance && block_end && (!again))) begin
            bank <= (bank + 1);
            first_block <= final_block;
        end
        if ((start || (advance && block_end && (!again)))) begin
            blocks_left <= next_left;
            final_block <= next_final;
            limit <= next_limit;
        end
        if ((start || (advance && block_end))) begin
            index <= 0;
            left <= new_left;
            block_end <= (new_left == 0);
        end
        else if (advance) begin
            index <= (index + 1);
            left <= (left - 1);
            block_end <= (left == 1);
        end
    end
end

endmodule
