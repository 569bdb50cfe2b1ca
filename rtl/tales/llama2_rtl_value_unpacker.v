// llama2_rtl_value_unpacker: generated from the block value_unpacker(values=8, value_bits=16). Change the block, not this file.
`timescale 1ns/1ps

// `m_data` is the next of `values` values of a word, a power of two from 2 on, the lowest first; `pop` takes it,
// with `drop_rest` also the word's others, and then the next one may come a cycle later. Else, with words waiting,
// there is one value per cycle. A word is taken from its stream with its last value.
//
// Two values wait in registers, which leave and are filled in turn, each with a bit that says whether it is its word's
// last: so `pop` is on the path to what is chosen from a word only where it drops that.
module llama2_rtl_value_unpacker (
    input wire clk,
    input wire rst,
    input wire s_valid,  // a word is offered
    output wire s_ready,  // the sink takes it
    input wire [127:0] s_data,  // the word
    output reg m_valid,  // a parameter waits
    output reg [15:0] m_data,  // the parameter
    input wire pop,  // it is taken
    input wire drop_rest  // with pop: drop the rest of the word too
);

reg [16:0] even;
reg ends;
reg leave_odd;
reg [16:0] odd;
wire [16:0] entry;
reg at_end;
wire [15:0] chosen;
wire leave;
wire dropping;
wire advance;
reg full;
reg [2:0] index;
reg fill_odd;

assign chosen = (index[2] ? (index[1] ? (index[0] ? s_data[127:112] : s_data[111:96]) : (index[0] ? s_data[95:80] : s_data[79:64])) : (index[1] ? (index[0] ? s_data[63:48] : s_data[47:32]) : (index[0] ? s_data[31:16] : s_data[15:0])));

always @(even, leave_odd, odd) begin  // offer
    m_data = even[16-1:0];
    ends = even[16];
    if (leave_odd) begin
        m_data = odd[16-1:0];
        ends = odd[16];
    end
end

assign entry = {at_end, chosen};
assign leave = (m_valid && pop);
assign dropping = (m_valid && pop && drop_rest && (!ends));

assign advance = (s_valid && (!full) && (!dropping));

assign s_ready = ((advance && at_end) || (dropping && (index != 0)));

always @(posedge clk) begin  // count
    if (rst == 1) begin
        at_end <= 0;
        full <= 0;
        index <= 0;
        m_valid <= 0;
    end
    else begin
        if (dropping) begin
            m_valid <= 0;
            full <= 0;
        end
        else if ((advance && (!leave))) begin
            m_valid <= 1;
            full <= m_valid;
        end
        else if ((leave && (!advance))) begin
            m_valid <= full;
            full <= 0;
        end
        if (dropping) begin
            index <= 0;
            at_end <= 0;
        end
        else if (advance) begin
            index <= (index + 1);
            at_end <= (index == 6);
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
        if (dropping) begin
            leave_odd <= 0;
            fill_odd <= 0;
        end
        else begin
            if (leave) begin
                leave_odd <= (!leave_odd);
            end
            if (advance) begin
                fill_odd <= (!fill_odd);
            end
        end
        if ((advance && fill_odd)) begin
            odd <= entry;
        end
        else if (advance) begin
            even <= entry;
        end
    end
end
endmodule
