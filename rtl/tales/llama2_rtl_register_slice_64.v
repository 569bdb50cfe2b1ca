// llama2_rtl_register_slice_64: generated from the block register_slice(width=64). Change the block, not this file.
`timescale 1ns/1ps

// A word per cycle in and out. `m_valid` is a register, and `s_ready` but the inverse of one.
//
// Two words wait in registers, which leave and are filled in turn: `m_ready` drives nothing but the choice between the
// two. What enables so many registers is no more than `s_valid` and a flag: each word has one, high while it is free
// and the next to be filled.
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
wire next_fill_odd;
wire next_full;
reg [63:0] odd;
reg open_even;
reg open_odd;

assign s_ready = (!full);
assign advance = (s_valid && (!full));
assign leave = (m_valid && m_ready);

always @(even, leave_odd, odd) begin  // offer
    m_data = even;
    if (leave_odd) begin
        m_data = odd;
    end
end

assign next_full = ((full && (!leave)) || (advance && m_valid && (!leave)));
assign next_fill_odd = (fill_odd != advance);

always @(posedge clk) begin  // count
    if (rst == 1) begin
        full <= 0;
        m_valid <= 0;
    end
    else begin
        full <= next_full;
        if ((advance && (!leave))) begin
            m_valid <= 1;
        end
        else if ((leave && (!advance))) begin
            m_valid <= full;
        end
    end
end

always @(posedge clk) begin  // move
    if (rst == 1) begin
        even <= 0;
        fill_odd <= 0;
        leave_odd <= 0;
        odd <= 0;
        open_even <= 1;
        open_odd <= 0;
    end
    else begin
        if (leave) begin
            leave_odd <= (!leave_odd);
        end
        fill_odd <= next_fill_odd;
        open_even <= ((!next_full) && (!next_fill_odd));
        open_odd <= ((!next_full) && next_fill_odd);
        if ((s_valid && open_even)) begin
            even <= s_data;
        end
        if ((s_valid && open_odd)) begin
            odd <= s_data;
        end
    end
end
endmodule
