// llama2_rtl_scheduler: generated from the block scheduler(geometry, spacing=16). Change the block, not this file.
`timescale 1ns/1ps

// The arbiter between keys and values. One beat per cycle while there is one, and no pass before the present one
// has ended. While fewer than 3 banks are in use, keys come before values: the softmax of each span hides behind
// the values of the spans before. Otherwise values come first, and keys where values have to wait.
//
// A span of an item whose query is ready is keyed when a bank is free; its values follow when `offer` has announced
// its probabilities. Its last value beat frees the bank. A beat waits for its word of keys or values, and a span
// whose first word is not there lets the other kind go first.
//
// `first` and `last` bound an accumulation, `layer_end` marks the layer's last beat. `word_addr` and `shift_addr` are
// those of the KV cache; `item` and `query_addr` belong to a key beat, `bank`, `index`, `first_span` and `final_span`
// to a value beat. Latency 2 cycles from a condition to its beat, 1
// from a word's being there: whose turn it is stands in registers, for the critical path of all of attention begins
// there. Of several texts each has a turn of its own within a layer, as if there were no other.
module llama2_rtl_scheduler (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire layer_first,  // it is its token's first
    input wire [1:0] last_span,  // the span of the token's position
    input wire [5:0] last_index,  // the position in its span
    input wire kv_ready,  // the cache is ready, and the lanes are free
    input wire key_there,  // a word of keys waits
    input wire value_there,  // a word of values waits
    output wire key_issue,  // it is taken
    output wire value_issue,  // it is taken
    input wire [2:0] ready_items,  // how many items' queries are complete
    input wire offer,  // the probabilities of a span are coming
    output reg valid,  // a beat
    output reg value,  // of values, else of keys
    output reg first,  // its sum's first
    output reg last,  // its sum's last
    output reg layer_end,  // the layer's last
    output reg [1:0] bank,  // the span's number, modulo the banks
    output reg [5:0] index,  // the position in the span
    output reg first_span,  // the span is its item's first
    output reg final_span,  // the span is its item's last
    output reg [11:0] word_addr,  // the beat's word in the KV cache
    output reg [11:0] shift_addr,  // its shifts in the KV cache
    output reg [1:0] item,  // the item of a key beat
    output reg [1:0] query_addr  // the query's word of a key beat
);

wire [11:0] word_base;
wire [11:0] shift_base;
wire freed;
wire key_next;
reg key_turn;
wire [11:0] key_word;
wire keys_first;
reg load_bases;
reg [2:0] next_used;
reg [2:0] used;
reg value_turn;
wire value_next_active;
wire value_layer_end;
wire value_place_first_span;
wire value_place_final_span;
wire [1:0] key_item;
wire [1:0] key_query_addr;
wire [1:0] value_place_bank;
wire [5:0] value_place_index;
wire value_first;
wire [11:0] value_at_addr;
wire key_first;
wire key_last;
wire next_item;
wire next_active;
wire claim;
wire position_end;
wire item_end;
wire next_ready;
wire unit_end;
wire pass_end;
wire value_item_end;
wire [11:0] addr;

assign key_issue = (key_turn && key_there);
assign value_issue = (value_turn && value_there);

assign freed = (value_issue && pass_end);

always @(start, freed, claim, used) begin  // count_banks
    next_used = used;
    if (start) begin
        next_used = 0;
    end
    else if ((claim && (!freed))) begin
        next_used = (used + 1);
    end
    else if ((freed && (!claim))) begin
        next_used = (used - 1);
    end
end

assign key_next = (next_item && (next_used != 4));

assign keys_first = (key_next && ((!next_ready) || (key_there && ((!value_there) || (next_used < 3)))));

llama2_rtl_key_walk u_key_walk (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_span(last_span),
    .last_index(last_index),
    .kv_ready(kv_ready),
    .ready_items(ready_items),
    .issue(key_issue),
    .next_item(next_item),
    .next_active(next_active),
    .claim(claim),
    .position_end(position_end),
    .item_end(item_end),
    .first(key_first),
    .last(key_last),
    .item(key_item),
    .query_addr(key_query_addr)
);

llama2_rtl_value_walk u_value_walk (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_span(last_span),
    .last_index(last_index),
    .offer(offer),
    .issue(value_issue),
    .next_ready(next_ready),
    .next_active(value_next_active),
    .first(value_first),
    .unit_end(unit_end),
    .pass_end(pass_end),
    .item_end(value_item_end),
    .layer_end(value_layer_end),
    .bank(value_place_bank),
    .index(value_place_index),
    .first_span(value_place_first_span),
    .final_span(value_place_final_span)
);

llama2_rtl_value_address u_value_address (
    .clk(clk),
    .rst(rst),
    .start(load_bases),
    .layer_base(word_base),
    .advance(value_issue),
    .unit_end(unit_end),
    .span_end(pass_end),
    .item_end(value_item_end),
    .addr(value_at_addr)
);

llama2_rtl_layer_base_1024 u_shift_base (
    .clk(clk),
    .rst(rst),
    .start(start),
    .layer_first(layer_first),
    .base(shift_base)
);

llama2_rtl_item_address_256 u_key_shift_address (
    .clk(clk),
    .rst(rst),
    .start(load_bases),
    .layer_base(shift_base),
    .advance(position_end),
    .item_end(item_end),
    .addr(addr)
);

assign word_base = shift_base;

assign key_word = addr;

always @(posedge clk) begin  // take_turns
    if (rst == 1) begin
        key_turn <= 0;
        load_bases <= 0;
        used <= 0;
        value_turn <= 0;
    end
    else begin
        load_bases <= start;
        used <= next_used;
        key_turn <= (next_active || (keys_first && (!value_next_active)));
        value_turn <= (value_next_active || (next_ready && (!keys_first) && (!next_active)));
    end
end

always @(posedge clk) begin  // take_beat
    if (rst == 1) begin
        first <= 0;
        last <= 0;
        layer_end <= 0;
        valid <= 0;
        value <= 0;
        item <= 0;
        bank <= 0;
        final_span <= 0;
        first_span <= 0;
        index <= 0;
        query_addr <= 0;
        shift_addr <= 0;
        word_addr <= 0;
    end
    else begin
        valid <= (value_issue || key_issue);
        value <= value_issue;
        layer_end <= (value_issue && value_layer_end);
        first_span <= value_place_first_span;
        final_span <= value_place_final_span;
        item <= key_item;
        shift_addr <= addr;
        query_addr <= key_query_addr;
        bank <= value_place_bank;
        index <= value_place_index;
        if (value_issue) begin
            first <= value_first;
            last <= unit_end;
            word_addr <= value_at_addr;
        end
        else begin
            first <= key_first;
            last <= key_last;
            word_addr <= key_word;
        end
    end
end
endmodule
