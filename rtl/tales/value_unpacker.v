// value_unpacker: generated from the block value_unpacker(values=8). Change the block, not this file.
`timescale 1ns/1ps

module value_unpacker (
    clk,
    rst,
    s_valid,
    s_ready,
    s_data,
    m_valid,
    m_data,
    pop,
    drop_rest
);
// `m_data` is the next of `values` values of a word, a power of two from 2 on, the lowest first; `pop` takes it,
// with `drop_rest` also the word's others, and then the next one may come a cycle later. Else, with words waiting,
// there is one value per cycle. A word is kept by its giver until its last value is in `m_data`; `s_ready` depends
// on `pop`.

input clk;
input rst;
input s_valid;
output s_ready;
wire s_ready;
input [127:0] s_data;
output m_valid;
reg m_valid;
output [15:0] m_data;
reg [15:0] m_data;
input pop;
input drop_rest;

wire drop;
reg [2:0] index;
wire load;
wire [15:0] chosen;

assign chosen = (index[2] ? (index[1] ? (index[0] ? s_data[127:112] : s_data[111:96]) : (index[0] ? s_data[95:80] : s_data[79:64])) : (index[1] ? (index[0] ? s_data[63:48] : s_data[47:32]) : (index[0] ? s_data[31:16] : s_data[15:0])));

assign drop = (pop && drop_rest && (index != 0));
assign load = (s_valid && (pop || (!m_valid)) && (!(drop_rest && pop && (index != 0))));

assign s_ready = (drop || (load && (index == 7)));

always @(posedge clk) begin  // move
    if (rst == 1) begin
        index <= 0;
        m_data <= 0;
        m_valid <= 0;
    end
    else begin
        if ((pop || (!m_valid))) begin
            m_valid <= load;
        end
        if (load) begin
            m_data <= chosen;
            index <= (index + 1);
        end
        else if (drop) begin
            index <= 0;
        end
    end
end

endmodule
