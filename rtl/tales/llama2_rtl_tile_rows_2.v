// llama2_rtl_tile_rows_2: generated from the block tile_rows(rows_of_tile=2). Change the block, not this file.
`timescale 1ns/1ps

// Of `tiles`, whose `row_done` comes a cycle after `last_col`, the rows: `row_done` for the first row in the same
// cycle, for each further one a cycle later, up to `last_place`; with the last one `all_done` where the tile is the
// matrix's last, and a cycle before it `last_of_pass` where it is a pass's. Tiles end at least `rows_of_tile` cycles
// apart.
module llama2_rtl_tile_rows_2 (
    input wire clk,
    input wire rst,
    input wire last_col,  // a tile's last word
    input wire tiles_row_done,  // a row has been read
    input wire tiles_last_of_pass,  // a pass's last word
    input wire tiles_all_done,  // the matrix has been read
    input wire [0:0] last_place,  // rows of the tile less one, with its last word
    output wire row_done,  // a row has been read
    output wire last_of_pass,  // a pass's last word
    output wire all_done  // the matrix has been read
);

reg ends_matrix;
reg ends_pass;
reg following;
reg [0:0] left;

assign row_done = (tiles_row_done || following);
assign all_done = ((left == 0) && (tiles_all_done || (following && ends_matrix)));
assign last_of_pass = ((tiles_last_of_pass && (last_place == 0)) || (ends_pass && (left == 1)));

always @(posedge clk) begin  // count
    if (rst == 1) begin
        ends_matrix <= 0;
        ends_pass <= 0;
        following <= 0;
        left <= 0;
    end
    else begin
        following <= (left != 0);
        if (last_col) begin
            left <= last_place;
            ends_pass <= tiles_last_of_pass;
        end
        else if ((left != 0)) begin
            left <= (left - 1);
        end
        if (tiles_row_done) begin
            ends_matrix <= tiles_all_done;
        end
    end
end
endmodule
