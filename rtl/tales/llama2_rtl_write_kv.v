// llama2_rtl_write_kv: generated from the block write_kv(geometry). Change the block, not this file.
`timescale 1ns/1ps

// A layer begins with `start`, a token's first with `layer_first` as well. From two cycles later on
// come all key heads, then (`in_is_v`) all value heads in ascending order, element by element, at most one per cycle,
// with the `shift` of their head.
//
// A word is written by a pulse of `k_we` or `v_we` one cycle after its last element, its shifts by one of
// `k_shift_we` or `v_shift_we` with its last chunk; elements without a mantissa are zero. `done` pulses
// with the layer's last write.
module llama2_rtl_write_kv (
    input wire clk,
    input wire rst,
    input wire start,
    input wire layer_first,
    input wire [7:0] position,
    output wire done,
    input wire in_valid,
    input wire in_is_v,
    input wire [2:0] in_index,
    input wire in_last,
    input wire signed [15:0] mantissa,
    input wire [4:0] shift,
    output reg k_we,
    output reg v_we,
    output wire [11:0] waddr,
    output wire [127:0] k_wdata,
    output wire [63:0] v_wdata,
    output reg k_shift_we,
    output reg v_shift_we,
    output wire [11:0] shift_waddr,
    output reg [4:0] shift_wdata
);

wire [2:0] place;
wire word_end;
wire heads_end;
wire own_rst;
reg started;
reg first_started;
wire word_written;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

assign place = in_index;
assign word_end = (in_valid && in_last);
assign heads_end = (in_valid && in_last);

always @(posedge clk) begin  // keep
    if (own_rst == 1) begin
        shift_wdata <= 0;
    end
    else begin
        if ((in_valid && in_last)) begin
            shift_wdata <= shift;
        end
    end
end

wire [15:0] u_element_0_key;
wire [7:0] u_element_0_value;
llama2_rtl_word_element u_element_0 (
    .clk(clk),
    .rst(own_rst),
    .number(3'd0),
    .we(in_valid),
    .place(place),
    .mantissa(mantissa),
    .key(u_element_0_key),
    .value(u_element_0_value)
);

wire [15:0] u_element_1_key;
wire [7:0] u_element_1_value;
llama2_rtl_word_element u_element_1 (
    .clk(clk),
    .rst(own_rst),
    .number(3'd1),
    .we(in_valid),
    .place(place),
    .mantissa(mantissa),
    .key(u_element_1_key),
    .value(u_element_1_value)
);

wire [15:0] u_element_2_key;
wire [7:0] u_element_2_value;
llama2_rtl_word_element u_element_2 (
    .clk(clk),
    .rst(own_rst),
    .number(3'd2),
    .we(in_valid),
    .place(place),
    .mantissa(mantissa),
    .key(u_element_2_key),
    .value(u_element_2_value)
);

wire [15:0] u_element_3_key;
wire [7:0] u_element_3_value;
llama2_rtl_word_element u_element_3 (
    .clk(clk),
    .rst(own_rst),
    .number(3'd3),
    .we(in_valid),
    .place(place),
    .mantissa(mantissa),
    .key(u_element_3_key),
    .value(u_element_3_value)
);

wire [15:0] u_element_4_key;
wire [7:0] u_element_4_value;
llama2_rtl_word_element u_element_4 (
    .clk(clk),
    .rst(own_rst),
    .number(3'd4),
    .we(in_valid),
    .place(place),
    .mantissa(mantissa),
    .key(u_element_4_key),
    .value(u_element_4_value)
);

wire [15:0] u_element_5_key;
wire [7:0] u_element_5_value;
llama2_rtl_word_element u_element_5 (
    .clk(clk),
    .rst(own_rst),
    .number(3'd5),
    .we(in_valid),
    .place(place),
    .mantissa(mantissa),
    .key(u_element_5_key),
    .value(u_element_5_value)
);

wire [15:0] u_element_6_key;
wire [7:0] u_element_6_value;
llama2_rtl_word_element u_element_6 (
    .clk(clk),
    .rst(own_rst),
    .number(3'd6),
    .we(in_valid),
    .place(place),
    .mantissa(mantissa),
    .key(u_element_6_key),
    .value(u_element_6_value)
);

wire [15:0] u_element_7_key;
wire [7:0] u_element_7_value;
llama2_rtl_word_element u_element_7 (
    .clk(clk),
    .rst(own_rst),
    .number(3'd7),
    .we(in_valid),
    .place(place),
    .mantissa(mantissa),
    .key(u_element_7_key),
    .value(u_element_7_value)
);

always @(posedge clk) begin  // write
    if (own_rst == 1) begin
        first_started <= 0;
        k_shift_we <= 0;
        k_we <= 0;
        started <= 0;
        v_shift_we <= 0;
        v_we <= 0;
    end
    else begin
        started <= start;
        first_started <= layer_first;
        k_we <= (word_end && (!in_is_v));
        v_we <= (word_end && in_is_v);
        k_shift_we <= (heads_end && (!in_is_v));
        v_shift_we <= (heads_end && in_is_v);
    end
end

assign word_written = (k_we || v_we);

llama2_rtl_kv_write_address u_address (
    .clk(clk),
    .rst(own_rst),
    .start(started),
    .layer_first(first_started),
    .position(position),
    .word_written(word_written),
    .k_written(k_shift_we),
    .v_written(v_shift_we),
    .waddr(waddr),
    .shift_waddr(shift_waddr),
    .layer_end(done)
);

assign k_wdata = {
    u_element_7_key,
    u_element_6_key,
    u_element_5_key,
    u_element_4_key,
    u_element_3_key,
    u_element_2_key,
    u_element_1_key,
    u_element_0_key
};

assign v_wdata = {
    u_element_7_value,
    u_element_6_value,
    u_element_5_value,
    u_element_4_value,
    u_element_3_value,
    u_element_2_value,
    u_element_1_value,
    u_element_0_value
};
endmodule
