// weight_source: generated from the block weight_source(lanes=16, words=13224, file=weights.mem). Change the block, not this file.
`timescale 1ns/1ps

module weight_source (
    clk,
    rst,
    m_valid,
    m_ready,
    m_data
);
// The `words` words of `lanes` bytes in `file`, front to back and from the start again, one per cycle.
//
// `m_valid` does not wait for `m_ready`, and a word once offered stays until it is taken.

input clk;
input rst;
output m_valid;
wire m_valid;
input m_ready;
output [127:0] m_data;
wire [127:0] m_data;

wire fetch;
reg [3:0] under_way;
wire taken;
reg arriving;
reg [13:0] addr;
wire [127:0] word;

rom_weights u_rom (
    .clk(clk),
    .addr(addr),
    .data(word)
);

fifo_128x8 u_fifo (
    .clk(clk),
    .rst(rst),
    .s_valid(arriving),
    .s_ready(),
    .s_data(word),
    .m_valid(m_valid),
    .m_ready(m_ready),
    .m_data(m_data)
);

assign fetch = (under_way != 8);
assign taken = (m_valid && m_ready);

always @(posedge clk) begin  // read
    if (rst == 1) begin
        addr <= 0;
        arriving <= 0;
        under_way <= 0;
    end
    else begin
        arriving <= fetch;
        if (fetch) begin
            if ((addr == 13223)) begin
                addr <= 0;
            end
            else begin
                addr <= (addr + 1);
            end
        end
        if ((fetch && (!taken))) begin
            under_way <= (under_way + 1);
        end
        else if ((taken && (!fetch))) begin
            under_way <= (under_way - 1);
        end
    end
end

endmodule
