// key_walk: generated from the block key_walk(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module key_walk (
    clk,
    rst,
    start,
    last_block,
    last_index,
    kv_ready,
    ready_items,
    bank_free,
    issue,
    ready,
    active,
    claim,
    position_end,
    item_end,
    first,
    last,
    item,
    query_addr
);
// The next key beat: `first` and `last` of the words of its key, and the query's word. `issue` takes it.
//
// A pass is a block's beats of one item. `ready`: one may begin, a cycle after the cache (`kv_ready`) and its queries
// (`ready_items`) are; `active`: one has begun. `claim` goes with the first beat of a pass, which takes a bank;
// `position_end` with the last beat of each position. `item_end`: the position is its item's last.

input clk;
input rst;
input start;
input [1:0] last_block;
input [5:0] last_index;
input kv_ready;
input [2:0] ready_items;
input bank_free;
input issue;
output ready;
wire ready;
output active;
reg active;
output claim;
wire claim;
output position_end;
wire position_end;
output item_end;
wire item_end;
output first;
wire first;
output last;
wire last;
output [1:0] item;
wire [1:0] item;
output [1:0] query_addr;
reg [1:0] query_addr;

reg [0:0] chunk;
reg some_item;
wire block_end;
wire final_block;
wire next_item;
wire [2:0] item_after;
reg [2:0] items;

assign item = items[1:0];

assign first = (chunk == 0);
assign last = (chunk == 0);
assign ready = (bank_free && some_item);
assign claim = (issue && (!active));

assign position_end = (issue && (chunk == 0));
assign item_end = (block_end && final_block);

assign next_item = (position_end && item_end);
assign item_after = (items + 1);

always @(posedge clk) begin  // find_item
    if (rst == 1) begin
        some_item <= 0;
    end
    else begin
        if (start) begin
            some_item <= 0;
        end
        else if (next_item) begin
            some_item <= (kv_ready && (item_after != ready_items));
        end
        else begin
            some_item <= (kv_ready && (items != ready_items));
        end
    end
end

block_position u_block_position (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_block(last_block),
    .last_index(last_index),
    .advance(position_end),
    .again(1'd0),
    .bank(),
    .index(),
    .limit(),
    .next_limit(),
    .first_block(),
    .final_block(final_block),
    .block_end(block_end)
);

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        active <= 0;
        chunk <= 0;
        items <= 0;
        query_addr <= 0;
    end
    else begin
        if (start) begin
            chunk <= 0;
            items <= 0;
            query_addr <= 0;
            active <= 0;
        end
        else if (issue) begin
            active <= (!(position_end && block_end));
            if ((chunk != 0)) begin
                chunk <= (chunk + 1);
                query_addr <= (query_addr + 1);
            end
            else begin
                chunk <= 0;
                if (item_end) begin
                    items <= (items + 1);
                    query_addr <= (query_addr + 1);
                end
                else begin
                    query_addr <= (query_addr - 0);
                end
            end
        end
    end
end

endmodule
