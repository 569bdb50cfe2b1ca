// llama2_rtl_scheduler: generated from the block scheduler(geometry, spacing=16). Change the block, not this file.
`timescale 1ns/1ps

// One beat per cycle while there is one, and no pass before the present one has ended. While fewer than 3 blocks
// are under way, keys come before values: the softmax of each block hides behind the values of the blocks before.
// Otherwise values come first, and keys where values have to wait.
//
// A block of an item whose query is ready is keyed when a bank is free; its values follow when `offer` has announced
// its probabilities. Its last value beat frees the bank. A beat waits for its word of keys or values to be there, and
// a block whose first word is not there lets the other kind go first; `key_issue` and `value_issue` say in which cycle
// a word is used up.
//
// `first` and `last` bound an accumulation, `layer_end` marks the layer's last beat. `word_addr` and `shift_addr` are
// those of the KV cache; `item` and `query_addr` belong to a key beat; `bank`, `index`, `first_block` and
// `final_block` to a value beat. Whose turn it is stands in registers, for all of attention hangs on it. Latency 2
// cycles from a condition, 1 from a word's being there.
module llama2_rtl_scheduler (
    input wire clk,
    input wire rst,
    input wire start,
    input wire layer_first,
    input wire [1:0] last_block,
    input wire [5:0] last_index,
    input wire kv_ready,
    input wire key_there,
    input wire value_there,
    input wire [2:0] ready_items,
    input wire offer,
    output wire key_issue,
    output wire value_issue,
    output reg valid,
    output reg value,
    output reg first,
    output reg last,
    output reg layer_end,
    output reg first_block,
    output reg final_block,
    output reg [11:0] word_addr,
    output reg [11:0] shift_addr,
    output reg [1:0] item,
    output reg [1:0] query_addr,
    output reg [1:0] bank,
    output reg [5:0] index
);

wire item_end;
wire [11:0] word_base;
wire [11:0] shift_base;
wire claim;
wire freed;
wire key_active;
wire key_first;
wire [1:0] key_item;
wire key_item_end;
wire key_item_next;
wire key_last;
wire key_next;
wire [1:0] key_query;
wire [11:0] key_shift;
reg key_turn;
wire [11:0] key_word;
wire keys_first;
reg load_bases;
reg [2:0] next_used;
wire position_end;
wire unit_end;
reg [2:0] used;
wire value_active;
wire [1:0] value_bank;
wire value_final_block;
wire value_first;
wire value_first_block;
wire [5:0] value_index;
wire value_layer_end;
wire value_next;
wire value_pass_end;
reg value_turn;
wire [11:0] value_word;

assign key_issue = (key_turn && key_there);
assign value_issue = (value_turn && value_there);

assign freed = (value_issue && value_pass_end);

always @(claim, freed, start, used) begin  // count_banks
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

assign key_next = (key_item_next && (next_used != 4));

assign keys_first = (key_next && ((!value_next) || (key_there && ((!value_there) || (next_used < 3)))));

llama2_rtl_key_walk u_key_walk (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_block(last_block),
    .last_index(last_index),
    .kv_ready(kv_ready),
    .ready_items(ready_items),
    .issue(key_issue),
    .next_item(key_item_next),
    .next_active(key_active),
    .claim(claim),
    .position_end(position_end),
    .item_end(key_item_end),
    .first(key_first),
    .last(key_last),
    .item(key_item),
    .query_addr(key_query)
);

llama2_rtl_value_walk u_value_walk (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_block(last_block),
    .last_index(last_index),
    .offer(offer),
    .issue(value_issue),
    .next_ready(value_next),
    .next_active(value_active),
    .first(value_first),
    .unit_end(unit_end),
    .pass_end(value_pass_end),
    .item_end(item_end),
    .layer_end(value_layer_end),
    .first_block(value_first_block),
    .final_block(value_final_block),
    .bank(value_bank),
    .index(value_index)
);

llama2_rtl_value_address u_value_address (
    .clk(clk),
    .rst(rst),
    .start(load_bases),
    .layer_base(word_base),
    .advance(value_issue),
    .unit_end(unit_end),
    .block_end(value_pass_end),
    .item_end(item_end),
    .addr(value_word)
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
    .item_end(key_item_end),
    .addr(key_shift)
);

assign word_base = shift_base;

assign key_word = key_shift;

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
        key_turn <= (key_active || (keys_first && (!value_active)));
        value_turn <= (value_active || (value_next && (!keys_first) && (!key_active)));
    end
end

always @(posedge clk) begin  // issue
    if (rst == 1) begin
        bank <= 0;
        final_block <= 0;
        first <= 0;
        first_block <= 0;
        index <= 0;
        item <= 0;
        last <= 0;
        layer_end <= 0;
        query_addr <= 0;
        shift_addr <= 0;
        valid <= 0;
        value <= 0;
        word_addr <= 0;
    end
    else begin
        valid <= (value_issue || key_issue);
        value <= value_issue;
        layer_end <= (value_issue && value_layer_end);
        first_block <= value_first_block;
        final_block <= value_final_block;
        item <= key_item;
        shift_addr <= key_shift;
        query_addr <= key_query;
        bank <= value_bank;
        index <= value_index;
        if (value_issue) begin
            first <= value_first;
            last <= unit_end;
            word_addr <= value_word;
        end
        else begin
            first <= key_first;
            last <= key_last;
            word_addr <= key_word;
        end
    end
end

endmodule
