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
// `m_data` is the next of `values` >= 2 values of a word, the lowest first; `pop` takes it, with
// `drop_rest` also the word's others. With words waiting there is one value per cycle. `s_ready` depends
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
wire [15:0] m_data;
input pop;
input drop_rest;

reg at_last;
reg [3:0] left;
reg [127:0] word;

assign s_ready = ((!m_valid) || (pop && (drop_rest || at_last)));
assign m_data = word[16-1:0];

always @(posedge clk) begin  // move
    if (rst == 1) begin
        at_last <= 0;
        left <= 0;
        m_valid <= 0;
        word <= 0;
    end
    else begin
        if (s_ready) begin
            m_valid <= s_valid;
            at_last <= 0;
            if (s_valid) begin
                word <= s_data;
                left <= 7;
            end
        end
        else if (pop) begin
            word <= {16'h0, word[128-1:16]};
            left <= (left - 1);
            at_last <= (left == 1);
        end
    end
end

endmodule
