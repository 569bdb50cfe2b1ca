// llama2_rtl_row_col_ctrl: generated from the block row_col_ctrl(row_bits=10, word_bits=5, rows_of_tile=2, narrow=False). Change the block, not this file.
`timescale 1ns/1ps

// Counts the tiles of `rows_of_tile` rows, a power of two, that hold the rows 0 to `last_row`, and in each the
// words 0 to `last_word`, from the cycle after `start`; a word passes when `advance` is high. `start` comes only while
// `busy` is low. A reset ends the matrix.
//
// `en` marks each word, `clear` (with it) the first of a tile, `last_col` (with it) the last, `col` its index.
// One cycle after `last_col`: `row_done`, with `row_idx` the finished tile. `all_done` comes with the last tile's
// `row_done`. Rows come in passes of 512, whose scales are read together: `last_of_pass` marks the last
// word of a pass. `last_row` and `last_word` are sampled while `busy` is low, for the last time with `start`, which
// then has little to do: much comes before it in its cycle. `last_place` is rows_of_tile - 1, in the
// matrix's last tile the place of `last_row`. Where codes may be `narrow`, the tiles of those of 4 bits have twice the
// rows, see `tile_sizes`.
module llama2_rtl_row_col_ctrl (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    input wire [9:0] last_row,  // rows less one
    input wire [4:0] last_word,  // words of a row less one
    input wire advance,  // a word is there
    output reg busy,  // the matrix has words to come
    output wire en,  // a word is taken
    output wire clear,  // it is its rows' first
    output wire last_col,  // it is its rows' last
    output reg [4:0] col,  // its index in the rows
    output reg row_done,  // a row has been read
    output wire last_of_pass,  // a pass's last word
    output reg all_done,  // the matrix has been read
    output reg [0:0] last_place,  // rows of the tile that is being read, less one
    output reg [8:0] row_idx  // the tile that was read, with row_done
);

reg at_pass_end;
reg [4:0] col_end;
reg ends_pass;
wire [8:0] last_tile;
wire new_ends_pass;
reg on_last_tile;
reg on_last_word;
reg one_word;
reg [7:0] pass_left;
reg [8:0] tile;
reg [8:0] tiles_left;
reg [4:0] words_left;
reg [0:0] end_place;

assign en = (busy && advance);
assign clear = (busy && advance && (col == 0));
assign last_col = (busy && advance && on_last_word);
assign last_of_pass = (busy && advance && at_pass_end);

assign last_tile = last_row[10-1:1];

always @(posedge clk) begin  // count
    if (rst == 1) begin
        busy <= 0;
        row_idx <= 0;
        all_done <= 0;
        row_done <= 0;
        tile <= 0;
        col <= 0;
    end
    else begin
        row_done <= last_col;
        all_done <= (last_col && on_last_tile);
        if ((!busy)) begin
            busy <= start;
            tile <= 0;
        end
        else if (last_col) begin
            busy <= (!on_last_tile);
            col <= 0;
            row_idx <= tile;
            tile <= (tile + 1);
        end
        else if (en) begin
            col <= (col + 1);
        end
    end
end

assign new_ends_pass = ((tiles_left == 1) || (pass_left == 1));

always @(posedge clk) begin  // look_ahead
    if (rst == 1) begin
        at_pass_end <= 0;
        col_end <= 0;
        ends_pass <= 0;
        on_last_tile <= 0;
        on_last_word <= 0;
        one_word <= 0;
        pass_left <= 0;
        tiles_left <= 0;
        words_left <= 0;
    end
    else begin
        if ((!busy)) begin
            col_end <= last_word;
            words_left <= last_word;
            one_word <= (last_word == 0);
            on_last_word <= (last_word == 0);
            tiles_left <= last_tile;
            on_last_tile <= (last_tile == 0);
            pass_left <= 255;
            ends_pass <= (last_tile == 0);
            at_pass_end <= ((last_tile == 0) && (last_word == 0));
        end
        else if (last_col) begin
            words_left <= col_end;
            on_last_word <= one_word;
            tiles_left <= (tiles_left - 1);
            on_last_tile <= (tiles_left == 1);
            pass_left <= (pass_left - 1);
            if (ends_pass) begin
                pass_left <= 255;
            end
            ends_pass <= new_ends_pass;
            at_pass_end <= (one_word && new_ends_pass);
        end
        else if (en) begin
            words_left <= (words_left - 1);
            on_last_word <= (words_left == 1);
            at_pass_end <= ((words_left == 1) && ends_pass);
        end
    end
end

always @(posedge clk) begin  // keep
    if (rst == 1) begin
        end_place <= 0;
    end
    else begin
        if ((!busy)) begin
            end_place <= last_row[1-1:0];
        end
    end
end

always @(end_place, on_last_tile) begin  // place
    last_place = 1;
    if (on_last_tile) begin
        last_place = end_place;
    end
end
endmodule
