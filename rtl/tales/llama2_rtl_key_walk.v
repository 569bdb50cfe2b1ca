// llama2_rtl_key_walk: generated from the block key_walk(geometry). Change the block, not this file.
`timescale 1ns/1ps

// The order of the key beats: per item all positions, per position the words of its key.
//
// A pass is a span's beats of one item. `next_item`: from the next cycle on an item's query waits (`ready_items`),
// and the cache is ready (`kv_ready`). `claim` goes with the first beat of a pass, which takes a bank; `position_end`
// with the last beat of each position.
module llama2_rtl_key_walk (
    input wire clk,
    input wire rst,
    input wire start,  // back to the first beat
    input wire [1:0] last_span,  // the span of the token's position
    input wire [5:0] last_index,  // the position in its span
    input wire kv_ready,  // the cache is ready
    input wire [2:0] ready_items,  // how many items' queries are complete
    input wire issue,  // the beat is taken
    output reg next_item,  // an item's query waits then
    output reg next_active,  // a pass has begun by then
    output wire claim,  // a pass begins, and takes a bank
    output wire position_end,  // a position's last beat is taken
    output wire item_end,  // the position is its item's last
    output wire first,  // its key's first word
    output wire last,  // its key's last word
    output wire [1:0] item,  // the item
    output reg [1:0] query_addr  // the query's word
);

reg [0:0] chunk;
reg active;
wire span_end;
wire final_span;
wire item_done;
wire [2:0] item_after;
reg [2:0] items;

assign item = items[1:0];

assign first = (chunk == 0);
assign last = (chunk == 0);
assign claim = (issue && (!active));

assign position_end = (issue && (chunk == 0));
assign item_end = (span_end && final_span);

assign item_done = (position_end && item_end);
assign item_after = (items + 1);

always @(active, issue, position_end, item_after, item_done, items, kv_ready, ready_items, span_end, start) begin  // look_ahead
    next_item = 0;
    if (item_done) begin
        next_item = (kv_ready && (!start) && (item_after != ready_items));
    end
    else begin
        next_item = (kv_ready && (!start) && (items != ready_items));
    end
    next_active = (active && (!start));
    if (issue) begin
        next_active = ((!start) && (!(position_end && span_end)));
    end
end

llama2_rtl_span_position u_span_position (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_span(last_span),
    .last_index(last_index),
    .advance(position_end),
    .again(1'd0),
    .bank(),
    .index(),
    .first_span(),
    .final_span(final_span),
    .next_final(),
    .span_end(span_end)
);

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        active <= 0;
        query_addr <= 0;
        chunk <= 0;
        items <= 0;
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
                if (item_done) begin
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
