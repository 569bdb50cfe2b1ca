// value_walk: generated from the block value_walk(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256), spacing=16). Change the block, not this file.
`timescale 1ns/1ps

module value_walk (
    clk,
    rst,
    start,
    last_block,
    last_index,
    offer,
    issue,
    ready,
    active,
    first,
    unit_end,
    pass_end,
    item_end,
    layer_end,
    first_block,
    final_block,
    bank,
    index
);
// The next value beat: `bank` and `index` of its probabilities. `issue` takes it.
//
// A unit is one word of the values of a block's positions, whose sums leave the engine together; a pass is
// the units of a block. `offer` announces a block's probabilities. `ready`: a unit may begin; `active`: one
// has begun. Units end at least `spacing` cycles apart, so that the sums of one are gone before the next
// ones come. `first` and `unit_end` bound a unit; `pass_end`, `item_end` and `layer_end` tell what else ends
// with the beat. `first_block` and `final_block` tell about the beat's block within its item.

input clk;
input rst;
input start;
input [1:0] last_block;
input [5:0] last_index;
input offer;
input issue;
output ready;
wire ready;
output active;
reg active;
output first;
wire first;
output unit_end;
wire unit_end;
output pass_end;
wire pass_end;
output item_end;
wire item_end;
output layer_end;
wire layer_end;
output first_block;
wire first_block;
output final_block;
wire final_block;
output [1:0] bank;
wire [1:0] bank;
output [5:0] index;
wire [5:0] index;

wire next_chunk;
reg [0:0] chunk;
reg some_waiting;
reg apart;
wire taken;
reg [1:0] item;
reg [2:0] waiting;
reg [5:0] gap;
reg [5:0] next_gap;
wire [5:0] length;
wire [5:0] next_length;
wire [5:0] limit;
wire [5:0] next_limit;

assign length = limit;

assign next_length = next_limit;

assign first = (index == 0);
assign next_chunk = (chunk != 0);
assign ready = (some_waiting && apart);
assign taken = (issue && pass_end);

assign pass_end = (unit_end && (chunk == 0));
assign item_end = (unit_end && (chunk == 0) && final_block);
assign layer_end = (unit_end && (chunk == 0) && final_block && (item == 3));

block_position u_block_position (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_block(last_block),
    .last_index(last_index),
    .advance(issue),
    .again(next_chunk),
    .bank(bank),
    .index(index),
    .limit(limit),
    .next_limit(next_limit),
    .first_block(first_block),
    .final_block(final_block),
    .block_end(unit_end)
);

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        active <= 0;
        chunk <= 0;
        item <= 0;
    end
    else begin
        if (start) begin
            active <= 0;
            chunk <= 0;
            item <= 0;
        end
        else if (issue) begin
            active <= (!unit_end);
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

always @(posedge clk) begin  // pace
    if (rst == 1) begin
        gap <= 0;
        some_waiting <= 0;
        waiting <= 0;
    end
    else begin
        if ((offer && (!taken))) begin
            waiting <= (waiting + 1);
            some_waiting <= 1;
        end
        else if ((taken && (!offer))) begin
            waiting <= (waiting - 1);
            some_waiting <= (waiting != 1);
        end
        gap <= next_gap;
        if ((issue && unit_end)) begin
            gap <= 15;
        end
    end
end

always @(gap) begin  // close_gap
    next_gap = 0;
    if ((gap != 0)) begin
        next_gap = (gap - 1);
    end
end

always @(posedge clk) begin  // keep_apart
    if (rst == 1) begin
        apart <= 0;
    end
    else begin
        if ((!(issue && unit_end))) begin
            apart <= (next_gap <= length);
        end
        else if (next_chunk) begin
            apart <= (15 <= length);
        end
        else begin
            apart <= (15 <= next_length);
        end
    end
end

endmodule
