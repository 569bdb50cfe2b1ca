// llama2_rtl_embedding_rows: generated from the block embedding_rows(model, formats, tile, read_latency=6). Change the block, not this file.
`timescale 1ns/1ps

// `start` sends `row` in the order of its elements, `columns` of them in each word: what the words of its tile,
// which are requested ahead, one per cycle while there is room, hold of it. Where that is allowed the first `read` is
// 2 cycles after `start`, the first word is offered `latency` cycles later, and then they are there as fast as one
// element per cycle is taken. `row` must hold still until the last word. See `EmbeddingPlace`.
module llama2_rtl_embedding_rows (
    input wire clk,
    input wire rst,
    input wire start,  // send the row
    input wire [8:0] row,  // its number
    input wire allowed,  // a word may be asked for
    output wire read,  // it is asked for
    output reg [13:0] addr,  // its address
    input wire word_valid,  // the word is there
    input wire [127:0] word,  // the word
    output wire m_valid,  // a word is offered
    input wire m_ready,  // the sink takes it
    output wire [63:0] m_data  // the word
);

reg [3:0] left;
reg [2:0] under_way;
wire [13:0] tiles;
wire [13:0] wide;
wire [13:0] passes;
reg [13:0] first;
reg locating;
reg [13:0] offset;
wire taken;
wire valid_0;
wire ready_0;
wire [63:0] data_0;
wire [63:0] codes;
wire [0:0] place_in_tile;

assign wide = {{5{1'b0}}, row};

assign read = ((left != 0) && (under_way != 4) && allowed);

assign tiles = (wide >>> 1);
assign passes = (wide >>> 9);

always @(posedge clk) begin  // find_base
    if (rst == 1) begin
        first <= 0;
    end
    else begin
        first <= (11176 + (passes * 64));
    end
end

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        left <= 0;
        locating <= 0;
        offset <= 0;
        addr <= 0;
    end
    else begin
        locating <= start;
        offset <= (tiles * 8);
        if (locating) begin
            addr <= (first + offset);
            left <= 8;
        end
        else if (read) begin
            addr <= (addr + 1);
            left <= (left - 1);
        end
    end
end

assign taken = (m_valid && m_ready);

always @(posedge clk) begin  // count
    if (rst == 1) begin
        under_way <= 0;
    end
    else begin
        if ((read && (!taken))) begin
            under_way <= (under_way + 1);
        end
        else if ((taken && (!read))) begin
            under_way <= (under_way - 1);
        end
    end
end

assign place_in_tile = row[0:0];

assign codes = (place_in_tile ? word[127:64] : word[63:0]);

llama2_rtl_register_slice_64 u_slice_0 (
    .clk(clk),
    .rst(rst),
    .s_valid(word_valid),
    .s_ready(),
    .s_data(codes),
    .m_valid(valid_0),
    .m_ready(ready_0),
    .m_data(data_0)
);

llama2_rtl_register_slice_64 u_slice_1 (
    .clk(clk),
    .rst(rst),
    .s_valid(valid_0),
    .s_ready(ready_0),
    .s_data(data_0),
    .m_valid(m_valid),
    .m_ready(m_ready),
    .m_data(m_data)
);
endmodule
