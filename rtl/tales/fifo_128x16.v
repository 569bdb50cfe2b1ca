// fifo_128x16: generated from the block fifo(width=128, depth=16). Change the block, not this file.
`timescale 1ns/1ps

module fifo_128x16 (
    clk,
    rst,
    s_valid,
    s_ready,
    s_data,
    m_valid,
    m_ready,
    m_data
);
// Words leave in the order in which they came, one per cycle; `s_ready`, a register, while the RAM has room.
//
// A word is read ahead of its turn: one waits in `m_data`, the next at the RAM's output. `depth` is a
// power of two; it counts the words in the RAM, of which the one at its output is one.

input clk;
input rst;
input s_valid;
output s_ready;
reg s_ready;
input [127:0] s_data;
output m_valid;
reg m_valid;
input m_ready;
output [127:0] m_data;
reg [127:0] m_data;

wire advance;
reg [4:0] after_last;
wire fetch;
wire fills;
reg [4:0] first;
reg [4:0] level;
wire load;
wire push;
reg ready_word;
wire [127:0] word;

assign push = (s_valid && s_ready);

assign fills = (level[4] || (push && (level == 15)));

assign load = (m_ready || (!m_valid));
assign advance = (ready_word && (m_ready || (!m_valid)));

assign fetch = ((first != after_last) && (advance || (!ready_word)));

holding_ram_128x16 u_ram (
    .clk(clk),
    .we(push),
    .waddr(after_last[3:0]),
    .wdata(s_data),
    .raddr(first[3:0]),
    .rdata(word),
    .re(fetch)
);

always @(posedge clk) begin  // move
    if (rst == 1) begin
        after_last <= 0;
        first <= 0;
        level <= 0;
        m_data <= 0;
        m_valid <= 0;
        ready_word <= 0;
        s_ready <= 0;
    end
    else begin
        if (push) begin
            after_last <= (after_last + 1);
        end
        if (fetch) begin
            first <= (first + 1);
            ready_word <= 1;
        end
        else if (advance) begin
            ready_word <= 0;
        end
        s_ready <= (advance || (!fills));
        if ((push && (!advance))) begin
            level <= (level + 1);
        end
        else if ((advance && (!push))) begin
            level <= (level - 1);
        end
        if (load) begin
            m_valid <= ready_word;
            if (ready_word) begin
                m_data <= word;
            end
        end
    end
end

endmodule
