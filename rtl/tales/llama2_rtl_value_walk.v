// llama2_rtl_value_walk: generated from the block value_walk(geometry, spacing=16). Change the block, not this file.
`timescale 1ns/1ps

// The next value beat: `bank` and `index` of its probabilities. `issue` takes it.
//
// A unit is one word of the values of a block's positions, whose sums leave the engine together; a pass is the units
// of a block. `offer` announces a block's probabilities. `next_ready`: from the next cycle on a unit may begin;
// `next_active`: one has begun by then. Units end at least `spacing` cycles apart, so that the sums of one are gone
// before the next ones come. `first` and `unit_end` bound a unit; `pass_end`, `item_end` and `layer_end` tell what
// else ends with the beat. `first_block` and `final_block` tell about the beat's block within its item.
module llama2_rtl_value_walk (
    input wire clk,
    input wire rst,
    input wire start,
    input wire [1:0] last_block,
    input wire [5:0] last_index,
    input wire offer,
    input wire issue,
    output wire next_ready,
    output reg next_active,
    output wire first,
    output wire unit_end,
    output wire pass_end,
    output wire item_end,
    output wire layer_end,
    output wire first_block,
    output wire final_block,
    output wire [1:0] bank,
    output wire [5:0] index
);

wire next_chunk;
reg [0:0] chunk;
wire taken;
reg [1:0] item;
reg active;
reg next_waiting;
reg some_waiting;
reg [2:0] waiting;
reg [5:0] new_hold;
wire next_final;
reg [5:0] last_hold;
reg next_apart;
reg [5:0] hold;
wire [5:0] length;

assign length = last_index;

assign first = (index == 0);
assign next_chunk = (chunk != 0);
assign taken = (issue && pass_end);

assign pass_end = (unit_end && (chunk == 0));
assign item_end = (unit_end && (chunk == 0) && final_block);
assign layer_end = (unit_end && (chunk == 0) && final_block && (item == 3));

llama2_rtl_block_position u_block_position (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_block(last_block),
    .last_index(last_index),
    .advance(issue),
    .again(next_chunk),
    .bank(bank),
    .index(index),
    .first_block(first_block),
    .final_block(final_block),
    .next_final(next_final),
    .block_end(unit_end)
);

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        active <= 0;
        chunk <= 0;
        item <= 0;
    end
    else begin
        active <= next_active;
        if (start) begin
            chunk <= 0;
            item <= 0;
        end
        else if (issue) begin
            if (pass_end) begin
                chunk <= 0;
            end
            else if (unit_end) begin
                chunk <= (chunk + 1);
            end
            if (layer_end) begin
                item <= 0;
            end
            else if (item_end) begin
                item <= (item + 1);
            end
        end
    end
end

always @(active, issue, offer, some_waiting, start, taken, unit_end, waiting) begin  // look_ahead
    next_active = (active && (!start));
    if (issue) begin
        next_active = ((!unit_end) && (!start));
    end
    next_waiting = some_waiting;
    if ((offer && (!taken))) begin
        next_waiting = 1;
    end
    else if ((taken && (!offer))) begin
        next_waiting = (waiting != 1);
    end
end

always @(posedge clk) begin  // count_blocks
    if (rst == 1) begin
        some_waiting <= 0;
        waiting <= 0;
    end
    else begin
        some_waiting <= next_waiting;
        if ((offer && (!taken))) begin
            waiting <= (waiting + 1);
        end
        else if ((taken && (!offer))) begin
            waiting <= (waiting - 1);
        end
    end
end

always @(final_block, last_hold, next_chunk, next_final) begin  // choose_hold
    new_hold = 0;
    if (((next_chunk && final_block) || ((!next_chunk) && next_final))) begin
        new_hold = last_hold;
    end
end

always @(hold, issue, new_hold, unit_end) begin  // keep_apart
    next_apart = (hold <= 1);
    if ((issue && unit_end)) begin
        next_apart = (new_hold == 0);
    end
end

assign next_ready = (next_waiting && next_apart);

always @(posedge clk) begin  // pace
    if (rst == 1) begin
        hold <= 0;
        last_hold <= 0;
    end
    else begin
        last_hold <= 0;
        if ((length < 15)) begin
            last_hold <= (15 - length);
        end
        if ((issue && unit_end)) begin
            hold <= new_hold;
        end
        else if ((hold != 0)) begin
            hold <= (hold - 1);
        end
    end
end

endmodule
