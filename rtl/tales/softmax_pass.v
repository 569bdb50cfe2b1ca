// softmax_pass: generated from the block softmax_pass(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256), pause=4). Change the block, not this file.
`timescale 1ns/1ps

module softmax_pass (
    clk,
    rst,
    start,
    last_block,
    last_index,
    block_scored,
    valid,
    first,
    last,
    first_block,
    final_block,
    bank,
    index,
    read_index
);
// Per `block_scored` a pass over the block's positions, one per cycle with `valid`; earliest 2 cycles
// after it.
//
// From the last position of a pass to the first of the next are at least `pause` >= 2 cycles, in which
// `bank` is already the next one. `first` and `last` bound a pass. `read_index` is one cycle ahead of
// `index`.

input clk;
input rst;
input start;
input [1:0] last_block;
input [5:0] last_index;
input block_scored;
output valid;
reg valid;
output first;
wire first;
output last;
wire last;
output first_block;
wire first_block;
output final_block;
wire final_block;
output [1:0] bank;
wire [1:0] bank;
output [5:0] index;
wire [5:0] index;
output [5:0] read_index;
reg [5:0] read_index;

wire block_end;
wire go;
reg [1:0] hold;
reg [2:0] pending;

assign go = ((pending != 0) && (!valid) && (hold == 0));
assign first = (valid && (index == 0));
assign last = (valid && block_end);

block_position u_block_position (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_block(last_block),
    .last_index(last_index),
    .advance(valid),
    .again(1'd0),
    .bank(bank),
    .index(index),
    .first_block(first_block),
    .final_block(final_block),
    .next_final(),
    .block_end(block_end)
);

always @(posedge clk) begin  // run
    if (rst == 1) begin
        hold <= 0;
        read_index <= 0;
        valid <= 0;
    end
    else begin
        if (go) begin
            valid <= 1;
        end
        else if (last) begin
            valid <= 0;
        end
        if (last) begin
            read_index <= 0;
        end
        else if ((go || valid)) begin
            read_index <= (read_index + 1);
        end
        if (last) begin
            hold <= 2;
        end
        else if ((hold != 0)) begin
            hold <= (hold - 1);
        end
    end
end

always @(posedge clk) begin  // count
    if (rst == 1) begin
        pending <= 0;
    end
    else begin
        if ((block_scored && (!go))) begin
            pending <= (pending + 1);
        end
        else if ((go && (!block_scored))) begin
            pending <= (pending - 1);
        end
    end
end

endmodule
