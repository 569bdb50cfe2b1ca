// llama2_rtl_embedding_rows: generated from the block embedding_rows(model, weights, word_bytes=16). Change the block, not this file.
`timescale 1ns/1ps

// `start` sends the words of `row` in the order of its elements: each is requested when the one before has been
// taken, and waits in `m_data`. The first `read` is 2 cycles after `start`. `row` must hold still until the last word.
// See `EmbeddingPlace`.
module llama2_rtl_embedding_rows (
    input wire clk,
    input wire rst,
    input wire start,  // send the row
    input wire [8:0] row,  // its number
    output wire read,  // a word is asked for
    output reg [13:0] addr,  // its address
    input wire word_valid,  // the word is there
    input wire [127:0] word,  // the word
    output reg m_valid,  // a word is offered
    input wire m_ready,  // the sink takes it
    output reg [127:0] m_data  // the word
);

reg [2:0] left;
reg waiting;
wire [13:0] passes;
wire [13:0] wide;
reg [13:0] first;
reg locating;
reg [13:0] offset;

assign wide = {{5{1'b0}}, row};

assign read = ((left != 0) && (!waiting) && (!m_valid));

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
        offset <= (wide * 4);
        if (locating) begin
            addr <= (first + offset);
            left <= 4;
        end
        else if (read) begin
            addr <= (addr + 1);
            left <= (left - 1);
        end
    end
end

always @(posedge clk) begin  // hold
    if (rst == 1) begin
        m_data <= 0;
        m_valid <= 0;
        waiting <= 0;
    end
    else begin
        if (read) begin
            waiting <= 1;
        end
        else if (word_valid) begin
            waiting <= 0;
        end
        if (word_valid) begin
            m_valid <= 1;
            m_data <= word;
        end
        else if (m_ready) begin
            m_valid <= 0;
        end
    end
end
endmodule
