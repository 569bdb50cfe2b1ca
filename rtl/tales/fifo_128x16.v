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
// A word is read ahead of its turn: two wait in registers, which leave and are filled in turn, the next at the RAM's
// output. So nothing but the choice between the two hangs on `m_ready`. `depth` is a power of two; it counts the words
// in the RAM, of which the one at its output is one.

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
reg [127:0] even;
wire fetch;
reg fill_odd;
wire fills;
reg [4:0] first;
reg full;
wire leave;
reg leave_odd;
reg [4:0] level;
reg [127:0] odd;
wire push;
reg ready_word;
reg [4:0] to_read;
reg unread;
wire [127:0] word;

assign push = (s_valid && s_ready);

assign fills = (level[4] || (push && (level == 15)));

assign advance = (ready_word && (!full));
assign leave = (m_valid && m_ready);

always @(even, leave_odd, odd) begin  // offer
    if (leave_odd) begin
        m_data = odd;
    end
    else begin
        m_data = even;
    end
end

assign fetch = (unread && (advance || (!ready_word)));

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
        ready_word <= 0;
        s_ready <= 0;
        to_read <= 0;
        unread <= 0;
    end
    else begin
        if (push) begin
            after_last <= (after_last + 1);
        end
        if ((push && (!fetch))) begin
            unread <= 1;
            to_read <= (to_read + 1);
        end
        else if ((fetch && (!push))) begin
            unread <= (to_read != 1);
            to_read <= (to_read - 1);
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
    end
end

always @(posedge clk) begin  // pass_on
    if (rst == 1) begin
        even <= 0;
        fill_odd <= 0;
        full <= 0;
        leave_odd <= 0;
        m_valid <= 0;
        odd <= 0;
    end
    else begin
        if ((advance && (!leave))) begin
            m_valid <= 1;
            full <= m_valid;
        end
        else if ((leave && (!advance))) begin
            m_valid <= full;
            full <= 0;
        end
        if (leave) begin
            leave_odd <= (!leave_odd);
        end
        if (advance) begin
            fill_odd <= (!fill_odd);
        end
        if ((advance && fill_odd)) begin
            odd <= word;
        end
        else if (advance) begin
            even <= word;
        end
    end
end

endmodule
