// kv_write_address: generated from the block kv_write_address(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module kv_write_address (
    clk,
    rst,
    start,
    layer_first,
    position,
    word_written,
    k_written,
    v_written,
    waddr,
    shift_waddr,
    layer_end
);
// Runs through the chunks and words of a layer's keys, through the same addresses for its values, and
// stands at the next layer when those are written; `start` with `layer_first` sets it to `position` in the
// first layer.
//
// `word_written` moves on by a chunk, with `k_written` or `v_written` (the last chunk of keys or values)
// to the next word; `layer_end` marks the layer's last.

input clk;
input rst;
input start;
input layer_first;
input [7:0] position;
input word_written;
input k_written;
input v_written;
output [11:0] waddr;
reg [11:0] waddr;
output [11:0] shift_waddr;
reg [11:0] shift_waddr;
output layer_end;
wire layer_end;

reg [11:0] token_word;
wire [11:0] place;
reg [11:0] first_word;
reg [11:0] first_shift;
wire [11:0] token_shift;
wire at_last_word;
reg [1:0] word;
reg [11:0] layer_word;
reg [11:0] layer_shift;

assign place = {{4{1'b0}}, position};

assign token_shift = {{4{1'b0}}, position};

always @(layer_first, place, shift_waddr, token_shift, token_word, waddr) begin  // choose_layer
    token_word = (place * 1);
    if (layer_first) begin
        first_word = token_word;
        first_shift = token_shift;
    end
    else begin
        first_word = waddr;
        first_shift = shift_waddr;
    end
end

assign at_last_word = (word == 3);
assign layer_end = (v_written && (word == 3));

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        layer_shift <= 0;
        layer_word <= 0;
        shift_waddr <= 0;
        waddr <= 0;
        word <= 0;
    end
    else begin
        if (start) begin
            waddr <= first_word;
            shift_waddr <= first_shift;
            layer_word <= first_word;
            layer_shift <= first_shift;
        end
        else if ((k_written && at_last_word)) begin
            waddr <= layer_word;
            shift_waddr <= layer_shift;
        end
        else if ((k_written || v_written)) begin
            waddr <= (waddr + 256);
            shift_waddr <= (shift_waddr + 256);
        end
        else if (word_written) begin
            waddr <= (waddr + 1);
        end
        if ((k_written || v_written)) begin
            if (at_last_word) begin
                word <= 0;
            end
            else begin
                word <= (word + 1);
            end
        end
    end
end

endmodule
