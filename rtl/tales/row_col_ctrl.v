// row_col_ctrl: generated from the block row_col_ctrl(row_bits=10, word_bits=4). Change the block, not this file.
`timescale 1ns/1ps

module row_col_ctrl (
    clk,
    rst,
    start,
    last_row,
    last_word,
    advance,
    busy,
    en,
    clear,
    last_col,
    col,
    row_done,
    row_idx,
    last_of_pass,
    all_done
);
// Counts the rows 0 to `last_row` of words 0 to `last_word` from the cycle after `start`; a word passes when
// `advance` is high.
//
// `en` marks each word, `clear` (with it) the first of a row, `last_col` (with it) the last, `col` its index.
// One cycle after `last_col`: `row_done`, with `row_idx` the finished row. `all_done` comes with the last row's
// `row_done`. Rows come in passes of PASS_ROWS, whose scales are read together: `last_of_pass` marks the last
// word of a pass. `last_row` and `last_word` are sampled with `start`.

input clk;
input rst;
input start;
input [9:0] last_row;
input [3:0] last_word;
input advance;
output busy;
reg busy;
output en;
wire en;
output clear;
wire clear;
output last_col;
wire last_col;
output [3:0] col;
reg [3:0] col;
output row_done;
reg row_done;
output [9:0] row_idx;
reg [9:0] row_idx;
output last_of_pass;
wire last_of_pass;
output all_done;
reg all_done;

wire at_end;
wire at_pass_end;
reg [3:0] col_end;
reg [8:0] pass_row;
reg [9:0] row;
reg [9:0] row_end;

assign at_end = (row == row_end);
assign at_pass_end = ((row == row_end) || ($signed({1'b0, pass_row}) == (512 - 1)));

assign en = (busy && advance);
assign clear = (busy && advance && (col == 0));
assign last_col = (busy && advance && (col == col_end));
assign last_of_pass = (busy && advance && (col == col_end) && at_pass_end);

always @(posedge clk) begin  // count
    if (rst == 1) begin
        all_done <= 0;
        busy <= 0;
        col <= 0;
        col_end <= 0;
        pass_row <= 0;
        row <= 0;
        row_done <= 0;
        row_end <= 0;
        row_idx <= 0;
    end
    else begin
        row_done <= last_col;
        all_done <= (last_col && at_end);
        if (start) begin
            busy <= 1;
            row <= 0;
            pass_row <= 0;
            col <= 0;
            row_end <= last_row;
            col_end <= last_word;
        end
        else if (last_col) begin
            col <= 0;
            row_idx <= row;
            row <= (row + 1);
            pass_row <= (pass_row + 1);
            if (at_pass_end) begin
                pass_row <= 0;
            end
            if (at_end) begin
                busy <= 0;
            end
        end
        else if (en) begin
            col <= (col + 1);
        end
    end
end

endmodule
