// quantizer: generated from the block quantizer(lanes=16, max_columns=160, act_bits=16). Change the block, not this file.
`timescale 1ns/1ps

module quantizer (
    clk,
    rst,
    we,
    index,
    u,
    commit,
    ready,
    take,
    shift,
    act_addr,
    act_data
);
// A vector's elements `u` are written one at a time, `commit` with the last (its length is `index` + 1);
// its mantissas of `act_bits` bits are then read by words of `lanes`. The last one is filled up with zeros; where at
// most half of it is filled, the upper half repeats the lower, for two rows that share a word (`golden.row_words`).
//
// `ready` rises 5 cycles after `commit` and falls after `take`. `act_data` follows `act_addr` by one cycle;
// from the first cycle with `ready` a reader that starts at word 0 may go on by one word per cycle. `shift`
// changes as `ready` rises. The next vector may be written, in ascending order, from the second cycle after
// `commit` on, so that no element is written while this one's is read; its own `commit` must wait until the last
// reader of this one is through.

input clk;
input rst;
input we;
input [7:0] index;
input signed [31:0] u;
input commit;
output ready;
reg ready;
input take;
output [4:0] shift;
reg [4:0] shift;
input [3:0] act_addr;
output [255:0] act_data;
wire [255:0] act_data;

wire [3:0] word;
wire [7:0] place;
wire at_last_word;
reg [3:0] read_word;
reg [3:0] last_word;
wire [3:0] upper_lane;
reg reading;
reg shown;
reg held;
reg writing;
reg [3:0] write_word;
wire [4:0] new_shift;
wire [255:0] activations;

assign place = index;

assign word = place[(4 + 4)-1:4];
assign at_last_word = (read_word == last_word);

assign upper_lane = (place[4-1:0] | 8);

always @(posedge clk) begin  // read
    if (rst == 1) begin
        held <= 0;
        last_word <= 0;
        read_word <= 0;
        reading <= 0;
        shown <= 0;
        writing <= 0;
    end
    else begin
        if (commit) begin
            reading <= 1;
            last_word <= word;
        end
        else if ((reading && at_last_word)) begin
            reading <= 0;
        end
        if ((reading && (!at_last_word))) begin
            read_word <= (read_word + 1);
        end
        else begin
            read_word <= 0;
        end
        shown <= reading;
        held <= shown;
        writing <= held;
    end
end

always @(posedge clk) begin  // finish
    if (rst == 1) begin
        ready <= 0;
        shift <= 0;
        write_word <= 0;
    end
    else begin
        if ((writing && (write_word != last_word))) begin
            write_word <= (write_word + 1);
        end
        else begin
            write_word <= 0;
        end
        if ((writing && (write_word == 0))) begin
            ready <= 1;
            shift <= new_shift;
        end
        else if (take) begin
            ready <= 0;
        end
    end
end

vector_shift_16 u_vector_shift (
    .clk(clk),
    .rst(rst),
    .we(we),
    .u_high(u[31:15]),
    .commit(commit),
    .shift(new_shift)
);

wire [15:0] u_lane_0_a;
quantizer_lane u_lane_0 (
    .clk(clk),
    .rst(rst),
    .lane(4'd0),
    .we(we),
    .write_lane(place[3:0]),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_0_a)
);

wire [15:0] u_lane_1_a;
quantizer_lane u_lane_1 (
    .clk(clk),
    .rst(rst),
    .lane(4'd1),
    .we(we),
    .write_lane(place[3:0]),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_1_a)
);

wire [15:0] u_lane_2_a;
quantizer_lane u_lane_2 (
    .clk(clk),
    .rst(rst),
    .lane(4'd2),
    .we(we),
    .write_lane(place[3:0]),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_2_a)
);

wire [15:0] u_lane_3_a;
quantizer_lane u_lane_3 (
    .clk(clk),
    .rst(rst),
    .lane(4'd3),
    .we(we),
    .write_lane(place[3:0]),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_3_a)
);

wire [15:0] u_lane_4_a;
quantizer_lane u_lane_4 (
    .clk(clk),
    .rst(rst),
    .lane(4'd4),
    .we(we),
    .write_lane(place[3:0]),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_4_a)
);

wire [15:0] u_lane_5_a;
quantizer_lane u_lane_5 (
    .clk(clk),
    .rst(rst),
    .lane(4'd5),
    .we(we),
    .write_lane(place[3:0]),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_5_a)
);

wire [15:0] u_lane_6_a;
quantizer_lane u_lane_6 (
    .clk(clk),
    .rst(rst),
    .lane(4'd6),
    .we(we),
    .write_lane(place[3:0]),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_6_a)
);

wire [15:0] u_lane_7_a;
quantizer_lane u_lane_7 (
    .clk(clk),
    .rst(rst),
    .lane(4'd7),
    .we(we),
    .write_lane(place[3:0]),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_7_a)
);

wire [15:0] u_lane_8_a;
quantizer_lane u_lane_8 (
    .clk(clk),
    .rst(rst),
    .lane(4'd8),
    .we(we),
    .write_lane(upper_lane),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_8_a)
);

wire [15:0] u_lane_9_a;
quantizer_lane u_lane_9 (
    .clk(clk),
    .rst(rst),
    .lane(4'd9),
    .we(we),
    .write_lane(upper_lane),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_9_a)
);

wire [15:0] u_lane_10_a;
quantizer_lane u_lane_10 (
    .clk(clk),
    .rst(rst),
    .lane(4'd10),
    .we(we),
    .write_lane(upper_lane),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_10_a)
);

wire [15:0] u_lane_11_a;
quantizer_lane u_lane_11 (
    .clk(clk),
    .rst(rst),
    .lane(4'd11),
    .we(we),
    .write_lane(upper_lane),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_11_a)
);

wire [15:0] u_lane_12_a;
quantizer_lane u_lane_12 (
    .clk(clk),
    .rst(rst),
    .lane(4'd12),
    .we(we),
    .write_lane(upper_lane),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_12_a)
);

wire [15:0] u_lane_13_a;
quantizer_lane u_lane_13 (
    .clk(clk),
    .rst(rst),
    .lane(4'd13),
    .we(we),
    .write_lane(upper_lane),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_13_a)
);

wire [15:0] u_lane_14_a;
quantizer_lane u_lane_14 (
    .clk(clk),
    .rst(rst),
    .lane(4'd14),
    .we(we),
    .write_lane(upper_lane),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_14_a)
);

wire [15:0] u_lane_15_a;
quantizer_lane u_lane_15 (
    .clk(clk),
    .rst(rst),
    .lane(4'd15),
    .we(we),
    .write_lane(upper_lane),
    .write_word(word),
    .u(u),
    .commit(commit),
    .reading(reading),
    .read_word(read_word),
    .at_last_word(at_last_word),
    .shift(new_shift),
    .a(u_lane_15_a)
);

ram_256x10 u_act_ram (
    .clk(clk),
    .we(writing),
    .waddr(write_word),
    .wdata(activations),
    .raddr(act_addr),
    .rdata(act_data)
);

assign activations = {
    u_lane_15_a,
    u_lane_14_a,
    u_lane_13_a,
    u_lane_12_a,
    u_lane_11_a,
    u_lane_10_a,
    u_lane_9_a,
    u_lane_8_a,
    u_lane_7_a,
    u_lane_6_a,
    u_lane_5_a,
    u_lane_4_a,
    u_lane_3_a,
    u_lane_2_a,
    u_lane_1_a,
    u_lane_0_a
};
endmodule
