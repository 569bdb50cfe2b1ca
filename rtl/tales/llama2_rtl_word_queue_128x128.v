// llama2_rtl_word_queue_128x128: generated from the block word_queue(width=128, depth=128). Change the block, not this file.
`timescale 1ns/1ps

// A word per cycle in and out; `s_ready`, a register, while there is room. `depth` is a power of two and counts the
// words on their way out of the RAM too: one read, one in the output register.
module llama2_rtl_word_queue_128x128 (
    input wire clk,
    input wire rst,
    input wire s_valid,  // a word is offered
    output reg s_ready,  // the sink takes it
    input wire [127:0] s_data,  // the word
    output reg m_valid,  // a word is offered
    input wire m_ready,  // the sink takes it
    output wire [127:0] m_data  // the word
);

reg [7:0] after_last;
reg at_read;
wire fetch;
wire fills;
reg [7:0] first;
wire leave;
reg [7:0] level;
wire next_at_read;
wire next_valid;
wire push;
wire ram_at_read;
wire ram_read;
wire ram_step;
wire ram_valid;
wire step;
reg [7:0] to_read;
reg unread;

assign push = (s_valid && s_ready);

assign fills = (level[7] || (push && (level == 127)));

assign leave = (m_valid && m_ready);
assign step = (at_read && (m_ready || (!m_valid)));

assign fetch = (unread && (step || (!at_read)));

assign next_at_read = (fetch || (at_read && (!step)));
assign next_valid = (step || (m_valid && (!m_ready)));

llama2_rtl_own_register_1 u_at_read (
    .clk(clk),
    .rst(rst),
    .d(next_at_read),
    .q(ram_at_read)
);

llama2_rtl_own_register_1 u_valid (
    .clk(clk),
    .rst(rst),
    .d(next_valid),
    .q(ram_valid)
);

assign ram_step = (ram_at_read && (m_ready || (!ram_valid)));
assign ram_read = (m_ready || (!ram_valid) || (!ram_at_read));

llama2_rtl_queue_ram_128x128 u_ram (
    .clk(clk),
    .we(push),
    .waddr(after_last[6:0]),
    .wdata(s_data),
    .raddr(first[6:0]),
    .rdata(m_data),
    .re(ram_read),
    .oe(ram_step)
);

always @(posedge clk) begin  // count
    if (rst == 1) begin
        after_last <= 0;
        level <= 0;
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
        s_ready <= (leave || (!fills));
        if ((push && (!leave))) begin
            level <= (level + 1);
        end
        else if ((leave && (!push))) begin
            level <= (level - 1);
        end
    end
end

always @(posedge clk) begin  // move
    if (rst == 1) begin
        at_read <= 0;
        first <= 0;
        m_valid <= 0;
    end
    else begin
        if (fetch) begin
            first <= (first + 1);
        end
        at_read <= next_at_read;
        m_valid <= next_valid;
    end
end
endmodule
