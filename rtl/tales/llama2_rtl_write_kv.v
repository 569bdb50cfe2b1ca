// llama2_rtl_write_kv: generated from the block write_kv(geometry). Change the block, not this file.
`timescale 1ns/1ps

// A layer begins with `start`, a token's first with `layer_first` as well. From two cycles later on come all heads
// of keys, then of values.
//
// A word is written one cycle after its last element, its shifts with its last chunk; elements without a mantissa are
// zero. `done` pulses with the layer's last write. `place`, that of the token's keys and values among those of all
// positions, must hold still until then.
//
// Of several vectors the heads come from `vectors` cycles after that on, a head of each in the order of the vectors,
// and go to the place of their vector; `done` pulses with the last vector's last write.
module llama2_rtl_write_kv (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    output wire done,  // all of it is done
    input wire layer_first,  // with start: the token's first layer
    input wire [7:0] place,  // the token's position
    input wire in_valid,  // an element
    input wire in_is_v,  // a value's, else a key's
    input wire [2:0] in_index,  // its place in the head
    input wire in_last,  // the head's last
    input wire signed [15:0] mantissa,  // its mantissa
    input wire [4:0] shift,  // the head's shift
    output reg k_we,  // a word of keys is written
    output reg v_we,  // a word of values is written
    output wire [11:0] waddr,  // the word's place on chip
    output wire [127:0] k_wdata,  // the keys
    output wire [63:0] v_wdata,  // the values
    output reg k_shift_we,  // a word's shifts of keys are written
    output reg v_shift_we,  // a word's shifts of values are written
    output wire [11:0] shift_waddr,  // their place on chip
    output reg [4:0] shift_wdata  // the shifts
);

wire [2:0] element_place;
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

assign element_place = in_index;
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
    .place(element_place),
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
    .place(element_place),
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
    .place(element_place),
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
    .place(element_place),
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
    .place(element_place),
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
    .place(element_place),
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
    .place(element_place),
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
    .place(element_place),
    .mantissa(mantissa),
    .key(u_element_7_key),
    .value(u_element_7_value)
);

always @(posedge clk) begin  // pulse
    if (own_rst == 1) begin
        first_started <= 0;
        started <= 0;
        k_shift_we <= 0;
        k_we <= 0;
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
    .place(place),
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
