// llama2_rtl_row_col_ctrl: generated from the block row_col_ctrl(row_bits=10, word_bits=4). Change the block, not this file.
`timescale 1ns/1ps

// Counts the rows 0 to `last_row` of words 0 to `last_word` from the cycle after `start`; a word passes when
// `advance` is high. `start` comes only while `busy` is low. A reset ends the matrix.
//
// `en` marks each word, `clear` (with it) the first of a row, `last_col` (with it) the last, `col` its index.
// One cycle after `last_col`: `row_done`, with `row_idx` the finished row. `all_done` comes with the last row's
// `row_done`. Rows come in passes of 512, whose scales are read together: `last_of_pass` marks the last
// word of a pass. `last_row`, `last_word` and `shared` are sampled with `start`.
//
// With `shared`, of at least two words, every second row has a word less: its first word comes without `clear`, for
// its sum begins in the last word of the row before, which is marked by `split` (`golden.row_words`).
module llama2_rtl_row_col_ctrl (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    input wire [9:0] last_row,  // rows less one
    input wire [3:0] last_word,  // words of a row less one
    input wire shared,  // two rows share a word
    input wire advance,  // a word is there
    output reg busy,  // the matrix has words to come
    output wire en,  // a word is taken
    output wire clear,  // it is its row's first
    output wire last_col,  // it is its row's last
    output wire split,  // its upper half begins the next row
    output reg [3:0] col,  // its index in the row
    output reg row_done,  // a row has been read
    output wire last_of_pass,  // a pass's last word
    output reg all_done,  // the matrix has been read
    output reg [9:0] row_idx  // the row that has been read, with row_done
);

reg at_pass_end;
reg [3:0] col_end;
reg ends_pass;
reg in_pairs;
reg new_ends_pass;
reg new_on_last;
reg on_last_row;
reg on_last_word;
reg one_word;
reg [8:0] pass_left;
reg [9:0] row;
reg [9:0] rows_left;
reg second;
reg two_words;
reg [3:0] words_left;

assign en = (busy && advance);
assign clear = (busy && advance && (col == 0) && (!second));
assign split = (busy && advance && on_last_word && in_pairs && (!second) && (!on_last_row));
assign last_col = (busy && advance && on_last_word);
assign last_of_pass = (busy && advance && at_pass_end);

always @(posedge clk) begin  // count
    if (rst == 1) begin
        busy <= 0;
        row <= 0;
        row_idx <= 0;
        all_done <= 0;
        row_done <= 0;
        col <= 0;
    end
    else begin
        row_done <= last_col;
        all_done <= (last_col && on_last_row);
        if (start) begin
            busy <= 1;
            col <= 0;
            row <= 0;
        end
        else if (last_col) begin
            busy <= (!on_last_row);
            col <= 0;
            row_idx <= row;
            row <= (row + 1);
        end
        else if (en) begin
            col <= (col + 1);
        end
    end
end

always @(in_pairs, one_word, pass_left, rows_left, second, two_words) begin  // look_at_next_row
    new_on_last = one_word;
    if ((in_pairs && (!second))) begin
        new_on_last = two_words;
    end
    new_ends_pass = ((rows_left == 1) || (pass_left == 1));
end

always @(posedge clk) begin  // look_ahead
    if (rst == 1) begin
        at_pass_end <= 0;
        col_end <= 0;
        ends_pass <= 0;
        in_pairs <= 0;
        on_last_row <= 0;
        on_last_word <= 0;
        one_word <= 0;
        pass_left <= 0;
        rows_left <= 0;
        second <= 0;
        two_words <= 0;
        words_left <= 0;
    end
    else begin
        if (start) begin
            col_end <= last_word;
            words_left <= last_word;
            one_word <= (last_word == 0);
            two_words <= (last_word == 1);
            in_pairs <= shared;
            second <= 0;
            on_last_word <= (last_word == 0);
            rows_left <= last_row;
            on_last_row <= (last_row == 0);
            pass_left <= 511;
            ends_pass <= (last_row == 0);
            at_pass_end <= ((last_row == 0) && (last_word == 0));
        end
        else if (last_col) begin
            second <= (in_pairs && (!second));
            words_left <= col_end;
            on_last_word <= new_on_last;
            if ((in_pairs && (!second))) begin
                words_left <= (col_end - 1);
            end
            rows_left <= (rows_left - 1);
            on_last_row <= (rows_left == 1);
            pass_left <= (pass_left - 1);
            if (ends_pass) begin
                pass_left <= 511;
            end
            ends_pass <= new_ends_pass;
            at_pass_end <= (new_on_last && new_ends_pass);
        end
        else if (en) begin
            words_left <= (words_left - 1);
            on_last_word <= (words_left == 1);
            at_pass_end <= ((words_left == 1) && ends_pass);
        end
    end
end
endmodule
