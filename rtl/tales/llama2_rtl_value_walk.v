// llama2_rtl_value_walk: generated from the block value_walk(geometry, spacing=16). Change the block, not this file.
`timescale 1ns/1ps

// The order of the value beats: per span and word of a value all positions; `bank` and `index` are those of the
// beat's probabilities.
//
// A unit is one word of the values of a span's positions, whose sums leave the engine together; a pass is the units
// of a span. `offer` announces a span's probabilities; the first unit of it may begin in the next cycle. Units end
// at least `spacing` cycles apart, so that the sums of one are gone before the next ones come. Where complete sums
// wait a final span begins when those of the item before leave their places in time as well.
module llama2_rtl_value_walk (
    input wire clk,
    input wire rst,
    input wire start,  // back to the first beat
    input wire [1:0] last_span,  // the span of the token's position
    input wire [5:0] last_index,  // the position in its span
    input wire offer,  // the probabilities of a span are coming
    input wire issue,  // the beat is taken
    output wire next_ready,  // a unit may begin then
    output reg next_active,  // a unit has begun by then
    output wire first,  // its unit's first
    output wire unit_end,  // its unit's last
    output wire pass_end,  // its span's last
    output wire item_end,  // its item's last
    output wire layer_end,  // the layer's last
    output wire [1:0] bank,  // the span's number, modulo the banks
    output wire [5:0] index,  // the position in the span
    output wire first_span,  // the span is its item's first
    output wire final_span  // the span is its item's last
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
assign item_end = (unit_end && (chunk == 0) && final_span);
assign layer_end = (unit_end && (chunk == 0) && final_span && (item == 3));

llama2_rtl_span_position u_span_position (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_span(last_span),
    .last_index(last_index),
    .advance(issue),
    .again(next_chunk),
    .bank(bank),
    .index(index),
    .first_span(first_span),
    .final_span(final_span),
    .next_final(next_final),
    .span_end(unit_end)
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

always @(active, issue, unit_end, offer, some_waiting, start, taken, waiting) begin  // look_ahead
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

always @(posedge clk) begin  // count_spans
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

always @(last_hold, next_chunk, next_final, final_span) begin  // choose_hold
    new_hold = 0;
    if (((next_chunk && final_span) || ((!next_chunk) && next_final))) begin
        new_hold = last_hold;
    end
end

always @(issue, unit_end, hold, new_hold) begin  // keep_apart
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
