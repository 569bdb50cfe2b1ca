// llama2_rtl_register_slice_64: generated from the block register_slice(width=64). Change the block, not this file.
`timescale 1ns/1ps

// A word per cycle in and out. `m_valid` is a register, and `s_ready` but the inverse of one.
//
// Two words wait in registers, which leave and are filled in turn: `m_ready` drives nothing but the choice between the
// two.
module llama2_rtl_register_slice_64 (
    input wire clk,
    input wire rst,
    input wire s_valid,  // a word is offered
    output wire s_ready,  // the sink takes it
    input wire [63:0] s_data,  // the word
    output reg m_valid,  // a word is offered
    input wire m_ready,  // the sink takes it
    output reg [63:0] m_data  // the word
);

wire advance;
reg [63:0] even;
reg fill_odd;
reg full;
wire leave;
reg leave_odd;
reg [63:0] odd;

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
