// llama2_rtl_query_store: generated from the block query_store(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Takes the heads of a layer after `start` in ascending order, an element at a time, or `tail` of them side by
// side, `q_last` with a head's last.
//
// The first `ready_items` items are complete and may be read, with a tail of several elements a cycle later: `shifts`
// of an item's heads by the item, the elements of a beat, `word`, by the number of the word; both follow their
// addresses by one cycle. Elements that a head's last word does not have are undefined. Of several vectors an item is
// complete when it is for all, whose elements and shifts lie side by side. Spare slots have the queries of the last
// head.
module llama2_rtl_query_store (
    input wire clk,
    input wire rst,
    input wire start,  // the next element is a layer's first
    input wire q_we,  // an element
    input wire signed [15:0] q_mantissa,  // its mantissa
    input wire [4:0] q_shift,  // the head's shift
    input wire q_last,  // the head's last
    output reg [2:0] ready_items,  // how many items are complete
    input wire [1:0] shifts_raddr,  // the address
    output wire [9:0] shifts_rdata,  // the word
    input wire [1:0] word_raddr,  // the address
    output wire [255:0] word_rdata  // the word
);

wire at_last_slot;
reg [3:0] element;
wire item_end;
reg last;
reg [1:0] place;
reg [0:0] slot;
wire word_end;
reg element_write_we;
reg [15:0] element_write_wdata;
reg [4:0] shift_write_wdata;
wire shift_write_we;
wire [1:0] shift_write_waddr;

always @(posedge clk) begin  // enter
    if (rst == 1) begin
        element_write_wdata <= 0;
        element_write_we <= 0;
        last <= 0;
        shift_write_wdata <= 0;
    end
    else begin
        element_write_we <= q_we;
        last <= q_last;
        element_write_wdata <= q_mantissa[16-1:0];
        shift_write_wdata <= q_shift;
    end
end

assign shift_write_we = (element_write_we && last);
assign item_end = (element_write_we && last && at_last_slot);

assign at_last_slot = (slot == 1);

assign word_end = ((element == 15) || (last && at_last_slot));

always @(posedge clk) begin  // address
    if (rst == 1) begin
        place <= 0;
    end
    else begin
        if (start) begin
            place <= 0;
        end
        else if ((element_write_we && word_end)) begin
            place <= (place + 1);
        end
    end
end

always @(posedge clk) begin  // count
    if (rst == 1) begin
        element <= 0;
        slot <= 0;
    end
    else begin
        if (start) begin
            element <= 0;
            slot <= 0;
        end
        else if (element_write_we) begin
            element <= (element + 1);
            if (word_end) begin
                element <= 0;
            end
            if (item_end) begin
                slot <= 0;
            end
            else if (shift_write_we) begin
                slot <= (slot + 1);
            end
        end
    end
end

assign shift_write_waddr = ready_items[1:0];

always @(posedge clk) begin  // announce
    if (rst == 1) begin
        ready_items <= 0;
    end
    else begin
        if (start) begin
            ready_items <= 0;
        end
        else if (item_end) begin
            ready_items <= (ready_items + 1);
        end
    end
end

wire [15:0] u_element_0_rdata;
llama2_rtl_column_16x4 u_element_0 (
    .clk(clk),
    .number(4'd0),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_0_rdata)
);

wire [15:0] u_element_1_rdata;
llama2_rtl_column_16x4 u_element_1 (
    .clk(clk),
    .number(4'd1),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_1_rdata)
);

wire [15:0] u_element_2_rdata;
llama2_rtl_column_16x4 u_element_2 (
    .clk(clk),
    .number(4'd2),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_2_rdata)
);

wire [15:0] u_element_3_rdata;
llama2_rtl_column_16x4 u_element_3 (
    .clk(clk),
    .number(4'd3),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_3_rdata)
);

wire [15:0] u_element_4_rdata;
llama2_rtl_column_16x4 u_element_4 (
    .clk(clk),
    .number(4'd4),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_4_rdata)
);

wire [15:0] u_element_5_rdata;
llama2_rtl_column_16x4 u_element_5 (
    .clk(clk),
    .number(4'd5),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_5_rdata)
);

wire [15:0] u_element_6_rdata;
llama2_rtl_column_16x4 u_element_6 (
    .clk(clk),
    .number(4'd6),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_6_rdata)
);

wire [15:0] u_element_7_rdata;
llama2_rtl_column_16x4 u_element_7 (
    .clk(clk),
    .number(4'd7),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_7_rdata)
);

wire [15:0] u_element_8_rdata;
llama2_rtl_column_16x4 u_element_8 (
    .clk(clk),
    .number(4'd8),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_8_rdata)
);

wire [15:0] u_element_9_rdata;
llama2_rtl_column_16x4 u_element_9 (
    .clk(clk),
    .number(4'd9),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_9_rdata)
);

wire [15:0] u_element_10_rdata;
llama2_rtl_column_16x4 u_element_10 (
    .clk(clk),
    .number(4'd10),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_10_rdata)
);

wire [15:0] u_element_11_rdata;
llama2_rtl_column_16x4 u_element_11 (
    .clk(clk),
    .number(4'd11),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_11_rdata)
);

wire [15:0] u_element_12_rdata;
llama2_rtl_column_16x4 u_element_12 (
    .clk(clk),
    .number(4'd12),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_12_rdata)
);

wire [15:0] u_element_13_rdata;
llama2_rtl_column_16x4 u_element_13 (
    .clk(clk),
    .number(4'd13),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_13_rdata)
);

wire [15:0] u_element_14_rdata;
llama2_rtl_column_16x4 u_element_14 (
    .clk(clk),
    .number(4'd14),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_14_rdata)
);

wire [15:0] u_element_15_rdata;
llama2_rtl_column_16x4 u_element_15 (
    .clk(clk),
    .number(4'd15),
    .select(element),
    .we(element_write_we),
    .waddr(place),
    .wdata(element_write_wdata),
    .raddr(word_raddr),
    .rdata(u_element_15_rdata)
);

wire [4:0] u_shift_0_rdata;
llama2_rtl_column_5x4 u_shift_0 (
    .clk(clk),
    .number(1'd0),
    .select(slot),
    .we(shift_write_we),
    .waddr(shift_write_waddr),
    .wdata(shift_write_wdata),
    .raddr(shifts_raddr),
    .rdata(u_shift_0_rdata)
);

wire [4:0] u_shift_1_rdata;
llama2_rtl_column_5x4 u_shift_1 (
    .clk(clk),
    .number(1'd1),
    .select(slot),
    .we(shift_write_we),
    .waddr(shift_write_waddr),
    .wdata(shift_write_wdata),
    .raddr(shifts_raddr),
    .rdata(u_shift_1_rdata)
);

assign word_rdata = {
    u_element_15_rdata,
    u_element_14_rdata,
    u_element_13_rdata,
    u_element_12_rdata,
    u_element_11_rdata,
    u_element_10_rdata,
    u_element_9_rdata,
    u_element_8_rdata,
    u_element_7_rdata,
    u_element_6_rdata,
    u_element_5_rdata,
    u_element_4_rdata,
    u_element_3_rdata,
    u_element_2_rdata,
    u_element_1_rdata,
    u_element_0_rdata
};

assign shifts_rdata = {
    u_shift_1_rdata,
    u_shift_0_rdata
};
endmodule
