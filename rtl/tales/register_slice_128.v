// register_slice_128: generated from the block register_slice(width=128). Change the block, not this file.
`timescale 1ns/1ps

module register_slice_128 (
    clk,
    rst,
    s_valid,
    s_ready,
    s_data,
    m_valid,
    m_ready,
    m_data
);
// A word per cycle in and out. `m_valid` is a register, and `s_ready` but the inverse of one.
//
// Two words wait in registers, which leave and are filled in turn: nothing but the choice between the two hangs on
// `m_ready`.

input clk;
input rst;
input s_valid;
output s_ready;
wire s_ready;
input [127:0] s_data;
output m_valid;
reg m_valid;
input m_ready;
output [127:0] m_data;
reg [127:0] m_data;

wire advance;
reg [127:0] even;
reg fill_odd;
reg full;
wire leave;
reg leave_odd;
reg [127:0] odd;

assign s_ready = (!full);
assign advance = (s_valid && (!full));
assign leave = (m_valid && m_ready);

always @(even, leave_odd, odd) begin  // offer
    m_data = even;
    if (leave_odd) begin
        m_data = odd;
    end
end

always @(posedge clk) begin  // count
    if (rst == 1) begin
        full <= 0;
        m_valid <= 0;
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
    end
end

always @(posedge clk) begin  // move
    if (rst == 1) begin
        even <= 0;
        fill_odd <= 0;
        leave_odd <= 0;
        odd <= 0;
    end
    else begin
        if (leave) begin
            leave_odd <= (!leave_odd);
        end
        if (advance) begin
            fill_odd <= (!fill_odd);
        end
        if ((advance && fill_odd)) begin
            odd <= s_data;
        end
        else if (advance) begin
            even <= s_data;
        end
    end
end

endmodule
