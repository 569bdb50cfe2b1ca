// llama2_rtl_key_walk: generated from the block key_walk(geometry). Change the block, not this file.
`timescale 1ns/1ps

// The next key beat: `first` and `last` of the words of its key, and the query's word. `issue` takes it.
//
// A pass is a block's beats of one item. `next_item`: from the next cycle on an item's query waits (`ready_items`),
// and the cache is ready (`kv_ready`); `next_active`: a pass has begun by then. `claim` goes with the first beat of a
// pass, which takes a bank; `position_end` with the last beat of each position. `item_end`: the position is its item's
// last.
module llama2_rtl_key_walk (
    input wire clk,
    input wire rst,
    input wire start,
    input wire [1:0] last_block,
    input wire [5:0] last_index,
    input wire kv_ready,
    input wire [2:0] ready_items,
    input wire issue,
    output reg next_item,
    output reg next_active,
    output wire claim,
    output wire position_end,
    output wire item_end,
    output wire first,
    output wire last,
    output wire [1:0] item,
    output reg [1:0] query_addr
);

reg [0:0] chunk;
reg active;
wire block_end;
wire final_block;
wire item_done;
wire [2:0] item_after;
reg [2:0] items;

assign item = items[1:0];

assign first = (chunk == 0);
assign last = (chunk == 0);
assign claim = (issue && (!active));

assign position_end = (issue && (chunk == 0));
assign item_end = (block_end && final_block);

assign item_done = (position_end && item_end);
assign item_after = (items + 1);

always @(active, block_end, issue, item_after, item_done, items, kv_ready, position_end, ready_items, start) begin  // look_ahead
    next_item = 0;
    if (item_done) begin
        next_item = (kv_ready && (!start) && (item_after != ready_items));
    end
    else begin
        next_item = (kv_ready && (!start) && (items != ready_items));
    end
    next_active = (active && (!start));
    if (issue) begin
        next_active = ((!start) && (!(position_end && block_end)));
    end
end

llama2_rtl_block_position u_block_position (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_block(last_block),
    .last_index(last_index),
    .advance(position_end),
    .again(1'd0),
    .bank(),
    .index(),
    .first_block(),
    .final_block(final_block),
    .next_final(),
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
        active <= next_active;
        if (start) begin
            chunk <= 0;
            items <= 0;
            query_addr <= 0;
        end
        else if (issue) begin
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
