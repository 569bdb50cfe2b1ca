// write_kv: generated from the block write_kv(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module write_kv (
    clk,
    rst,
    start,
    layer_first,
    position,
    done,
    in_valid,
    in_is_v,
    in_index,
    in_last,
    mantissa,
    shift,
    k_we,
    v_we,
    waddr,
    k_wdata,
    v_wdata,
    k_shift_we,
    v_shift_we,
    shift_waddr,
    shift_wdata
);
// A layer begins with `start`, a token's first with `layer_first` as well. From two cycles later on
// come all key heads, then (`in_is_v`) all value heads in ascending order, element by element, at most one per cycle,
// with the `shift` of their head.
//
// A word is written by a pulse of `k_we` or `v_we` one cycle after its last element, its shifts by one of
// `k_shift_we` or `v_shift_we` with its last chunk; elements without a mantissa are zero. `done` pulses
// with the layer's last write.

input clk;
input rst;
input start;
input layer_first;
input [7:0] position;
output done;
wire done;
input in_valid;
input in_is_v;
input [2:0] in_index;
input in_last;
input signed [15:0] mantissa;
input [4:0] shift;
output k_we;
reg k_we;
output v_we;
reg v_we;
output [11:0] waddr;
wire [11:0] waddr;
output [127:0] k_wdata;
wire [127:0] k_wdata;
output [63:0] v_wdata;
wire [63:0] v_wdata;
output k_shift_we;
reg k_shift_we;
output v_shift_we;
reg v_shift_we;
output [11:0] shift_waddr;
wire [11:0] shift_waddr;
output [4:0] shift_wdata;
reg [4:0] shift_wdata;

wire [2:0] place;
wire word_end;
wire heads_end;
wire own_rst;
reg started;
reg first_started;
wire word_written;

reset_copy u_reset (
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
word_element u_element_0 (
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
word_element u_element_1 (
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
word_element u_element_2 (
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
word_element u_element_3 (
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
word_element u_element_4 (
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
word_element u_element_5 (
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
word_element u_element_6 (
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
word_element u_element_7 (
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

kv_write_address u_address (
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
