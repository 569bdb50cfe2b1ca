// llama2_rtl_kv_write_address: generated from the block kv_write_address(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Runs through the chunks and words of a layer's keys, through the same addresses for its values, and
// stands at the next layer when those are written; `start` with `layer_first` sets it to `place` in the
// first layer.
//
// `word_written` moves on by a chunk, with `k_written` or `v_written` (the last chunk of keys or values)
// to the next word; `layer_end` marks the layer's last, in the same cycle. The addresses move a cycle later. Each
// of several vectors has its own run, and `of` is the one that everything is about.
module llama2_rtl_kv_write_address (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire layer_first,  // with start: the token's first
    input wire [7:0] place,  // the token's place
    input wire word_written,  // a chunk is written
    input wire k_written,  // the last chunk of a word of keys
    input wire v_written,  // the last chunk of a word of values
    output reg [11:0] waddr,  // where the next chunk goes
    output reg [11:0] shift_waddr,  // where the word's shifts go
    output wire layer_end  // the layer's last write
);

reg [11:0] token_word;
wire [11:0] wide_place;
reg [11:0] first_word;
reg [11:0] first_shift;
wire [11:0] token_shift;
wire at_last_word;
reg [1:0] word;
reg [11:0] layer_word;
reg [11:0] layer_shift;

assign wide_place = {{4{1'b0}}, place};

assign token_shift = {{4{1'b0}}, place};

always @(layer_first, shift_waddr, token_shift, token_word, waddr, wide_place) begin  // choose_layer
    token_word = (wide_place * 1);
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
