// llama2_rtl_query_store: generated from the block query_store(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Takes the heads of a layer after `start` in ascending order, an element at a time, `q_last` with a
// head's last.
//
// The first `ready_items` items are complete and may be read: `shifts` of an item's heads follow `item`, and
// the elements of a beat, `word`, follow `word_addr` by one cycle. Elements that a head's last word does not
// have are undefined.
module llama2_rtl_query_store (
    input wire clk,
    input wire rst,
    input wire start,  // the next element is a layer's first
    input wire q_we,  // an element
    input wire signed [15:0] q_mantissa,  // its mantissa
    input wire [4:0] q_shift,  // the head's shift
    input wire q_last,  // the head's last
    output reg [2:0] ready_items,  // how many items are complete
    input wire [1:0] item,  // what is read
    output wire [9:0] shifts,  // its data
    input wire [1:0] word_addr,  // what is read
    output wire [255:0] word  // its data
);

reg we;
reg last;
reg signed [15:0] mantissa;
reg [4:0] shift;
wire head_end;
wire item_end;
reg [0:0] slot;
wire word_end;
reg [3:0] element;
reg [1:0] write_addr;
wire [1:0] write_item;

assign write_item = ready_items[1:0];

always @(posedge clk) begin  // enter
    if (rst == 1) begin
        last <= 0;
        mantissa <= 0;
        shift <= 0;
        we <= 0;
    end
    else begin
        we <= q_we;
        last <= q_last;
        mantissa <= q_mantissa;
        shift <= q_shift;
    end
end

assign head_end = (we && last);
assign item_end = (we && last && (slot == 1));
assign word_end = ((element == 15) || (last && (slot == 1)));

always @(posedge clk) begin  // count
    if (rst == 1) begin
        element <= 0;
        ready_items <= 0;
        slot <= 0;
        write_addr <= 0;
    end
    else begin
        if (start) begin
            element <= 0;
            write_addr <= 0;
            slot <= 0;
            ready_items <= 0;
        end
        else if (we) begin
            if (word_end) begin
                element <= 0;
                write_addr <= (write_addr + 1);
            end
            else begin
                element <= (element + 1);
            end
            if (item_end) begin
                slot <= 0;
                ready_items <= (ready_items + 1);
            end
            else if (head_end) begin
                slot <= (slot + 1);
            end
        end
    end
end

wire [15:0] u_element_0_read_data;
llama2_rtl_column_16x4 u_element_0 (
    .clk(clk),
    .number(4'd0),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_0_read_data)
);

wire [15:0] u_element_1_read_data;
llama2_rtl_column_16x4 u_element_1 (
    .clk(clk),
    .number(4'd1),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_1_read_data)
);

wire [15:0] u_element_2_read_data;
llama2_rtl_column_16x4 u_element_2 (
    .clk(clk),
    .number(4'd2),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_2_read_data)
);

wire [15:0] u_element_3_read_data;
llama2_rtl_column_16x4 u_element_3 (
    .clk(clk),
    .number(4'd3),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_3_read_data)
);

wire [15:0] u_element_4_read_data;
llama2_rtl_column_16x4 u_element_4 (
    .clk(clk),
    .number(4'd4),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_4_read_data)
);

wire [15:0] u_element_5_read_data;
llama2_rtl_column_16x4 u_element_5 (
    .clk(clk),
    .number(4'd5),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_5_read_data)
);

wire [15:0] u_element_6_read_data;
llama2_rtl_column_16x4 u_element_6 (
    .clk(clk),
    .number(4'd6),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_6_read_data)
);

wire [15:0] u_element_7_read_data;
llama2_rtl_column_16x4 u_element_7 (
    .clk(clk),
    .number(4'd7),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_7_read_data)
);

wire [15:0] u_element_8_read_data;
llama2_rtl_column_16x4 u_element_8 (
    .clk(clk),
    .number(4'd8),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_8_read_data)
);

wire [15:0] u_element_9_read_data;
llama2_rtl_column_16x4 u_element_9 (
    .clk(clk),
    .number(4'd9),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_9_read_data)
);

wire [15:0] u_element_10_read_data;
llama2_rtl_column_16x4 u_element_10 (
    .clk(clk),
    .number(4'd10),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_10_read_data)
);

wire [15:0] u_element_11_read_data;
llama2_rtl_column_16x4 u_element_11 (
    .clk(clk),
    .number(4'd11),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_11_read_data)
);

wire [15:0] u_element_12_read_data;
llama2_rtl_column_16x4 u_element_12 (
    .clk(clk),
    .number(4'd12),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_12_read_data)
);

wire [15:0] u_element_13_read_data;
llama2_rtl_column_16x4 u_element_13 (
    .clk(clk),
    .number(4'd13),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_13_read_data)
);

wire [15:0] u_element_14_read_data;
llama2_rtl_column_16x4 u_element_14 (
    .clk(clk),
    .number(4'd14),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_14_read_data)
);

wire [15:0] u_element_15_read_data;
llama2_rtl_column_16x4 u_element_15 (
    .clk(clk),
    .number(4'd15),
    .we(we),
    .select(element),
    .write_addr(write_addr),
    .write_data(mantissa),
    .read_addr(word_addr),
    .read_data(u_element_15_read_data)
);

wire [4:0] u_shift_0_read_data;
llama2_rtl_column_5x4 u_shift_0 (
    .clk(clk),
    .number(1'd0),
    .we(head_end),
    .select(slot),
    .write_addr(write_item),
    .write_data(shift),
    .read_addr(item),
    .read_data(u_shift_0_read_data)
);

wire [4:0] u_shift_1_read_data;
llama2_rtl_column_5x4 u_shift_1 (
    .clk(clk),
    .number(1'd1),
    .we(head_end),
    .select(slot),
    .write_addr(write_item),
    .write_data(shift),
    .read_addr(item),
    .read_data(u_shift_1_read_data)
);

assign word = {
    u_element_15_read_data,
    u_element_14_read_data,
    u_element_13_read_data,
    u_element_12_read_data,
    u_element_11_read_data,
    u_element_10_read_data,
    u_element_9_read_data,
    u_element_8_read_data,
    u_element_7_read_data,
    u_element_6_read_data,
    u_element_5_read_data,
    u_element_4_read_data,
    u_element_3_read_data,
    u_element_2_read_data,
    u_element_1_read_data,
    u_element_0_read_data
};

assign shifts = {
    u_shift_1_read_data,
    u_shift_0_read_data
};
endmodule
