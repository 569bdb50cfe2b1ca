// llama2_rtl_quantizer: generated from the block quantizer(lanes=8, max_columns=160, act_bits=16, vectors=1, tail=1). Change the block, not this file.
`timescale 1ns/1ps

// A vector's elements `u` are written one at a time, `commit` with the last (its length is `index` + 1);
// its mantissas of `act_bits` bits are then read by words of `lanes`, of which the last one is filled up with zeros.
//
// `ready` rises 8 cycles after `commit` and falls after `take`. `act_data` follows `act_addr` by one cycle;
// from the cycle after the first with `ready` a reader that starts at word 0 may go on by one word per cycle. `shift`
// changes as `ready` rises. The next vector may be written, in ascending order, from the second cycle after
// `commit` on, so that no element is written while this one's is read; its own `commit` must wait until the last
// reader of this one is through. A reset drops the vector.
//
// Several vectors, all of one length, are written in any order among them and quantised one after the other when all
// of the batch are committed: `ready` rises `latency(vectors, words)` cycles after the last `commit`, and the next
// elements may be written from then on. `act_data` has a word of each vector, vector 0 lowest. A vector's `shift`
// changes between its `commit` and `ready`, and is read by its number.
//
// With a `tail` of several elements, a power of two below `lanes` that divides the vectors' lengths, as many are
// written at a time.
module llama2_rtl_quantizer (
    input wire clk,
    input wire rst,
    input wire we,  // an element is written
    input wire [7:0] index,  // its number
    input wire signed [31:0] u,  // the element
    input wire commit,  // it is the vector's last
    output reg ready,  // the vector can be read
    input wire take,  // its reader begins
    output reg [4:0] shift,  // the shift of its mantissas
    input wire [4:0] act_addr,  // the word's number
    output wire [127:0] act_data  // the word addressed in the cycle before
);

reg written;
reg ended;
reg committed;
reg [7:0] entry_place;
wire [7:0] place;
reg signed [31:0] entry;
wire [4:0] word;
wire [36:0] whole_entry;
wire [6:0] shifts;
wire [1:0] new_shift_high;
wire [6:0] readings;
reg reading;
reg at_last_word;
reg [4:0] read_word_of_vector;
reg [4:0] last_word;
reg [4:0] before_last;
reg writing;
wire about_to_write;
reg [4:0] write_word;
wire reset_0;
wire reset_1;
wire reset_2;
wire reset_3;
wire [36:0] entry_0;
wire [36:0] entry_1;
wire [36:0] entry_2;
wire [36:0] entry_3;
wire [6:0] shifts_0;
wire [6:0] shifts_1;
wire [6:0] shifts_2;
wire [6:0] shifts_3;
wire [6:0] readings_0;
wire [6:0] readings_1;
wire [6:0] readings_2;
wire [6:0] readings_3;
wire [4:0] new_shift;
wire [127:0] activations;

assign place = index;

llama2_rtl_reset_copy u_reset_0 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_0)
);

llama2_rtl_reset_copy u_reset_1 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_1)
);

llama2_rtl_reset_copy u_reset_2 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_2)
);

llama2_rtl_reset_copy u_reset_3 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_3)
);

always @(posedge clk) begin  // enter
    if (rst == 1) begin
        committed <= 0;
        ended <= 0;
        entry <= 0;
        entry_place <= 0;
        written <= 0;
    end
    else begin
        written <= we;
        ended <= commit;
        committed <= ended;
        entry_place <= place;
        entry <= u;
    end
end

assign word = entry_place[(5 + 3)-1:3];
assign whole_entry = {word, entry};
assign shifts = {new_shift_high, new_shift};
assign readings = {reading, at_last_word, read_word_of_vector};

always @(posedge clk) begin  // read
    if (rst == 1) begin
        at_last_word <= 0;
        before_last <= 0;
        last_word <= 0;
        read_word_of_vector <= 0;
        reading <= 0;
        writing <= 0;
    end
    else begin
        if (ended) begin
            last_word <= word;
            before_last <= (word - 1);
            reading <= 1;
        end
        else if ((reading && at_last_word)) begin
            reading <= 0;
        end
        if ((reading && (!at_last_word))) begin
            read_word_of_vector <= (read_word_of_vector + 1);
        end
        else begin
            read_word_of_vector <= 0;
        end
        if (ended) begin
            at_last_word <= (word == 0);
        end
        else if (reading) begin
            at_last_word <= ((!at_last_word) && (read_word_of_vector == before_last));
        end
        writing <= about_to_write;
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
        if ((about_to_write && (!writing))) begin
            ready <= 1;
            shift <= new_shift;
        end
        else if (take) begin
            ready <= 0;
        end
    end
end

llama2_rtl_vector_shift_16 u_vector_shift (
    .clk(clk),
    .rst(rst),
    .we(written),
    .u_high(entry[31:15]),
    .commit(ended),
    .shift_high(new_shift_high),
    .shift(new_shift)
);

llama2_rtl_delay_1x5 u_about_to_write (
    .clk(clk),
    .rst(rst),
    .d(reading),
    .q(about_to_write)
);

llama2_rtl_own_register_37 u_entry_0 (
    .clk(clk),
    .rst(reset_0),
    .d(whole_entry),
    .q(entry_0)
);

llama2_rtl_own_register_37 u_entry_1 (
    .clk(clk),
    .rst(reset_1),
    .d(whole_entry),
    .q(entry_1)
);

llama2_rtl_own_register_37 u_entry_2 (
    .clk(clk),
    .rst(reset_2),
    .d(whole_entry),
    .q(entry_2)
);

llama2_rtl_own_register_37 u_entry_3 (
    .clk(clk),
    .rst(reset_3),
    .d(whole_entry),
    .q(entry_3)
);

llama2_rtl_own_register_7 u_shifts_0 (
    .clk(clk),
    .rst(reset_0),
    .d(shifts),
    .q(shifts_0)
);

llama2_rtl_own_register_7 u_shifts_1 (
    .clk(clk),
    .rst(reset_1),
    .d(shifts),
    .q(shifts_1)
);

llama2_rtl_own_register_7 u_shifts_2 (
    .clk(clk),
    .rst(reset_2),
    .d(shifts),
    .q(shifts_2)
);

llama2_rtl_own_register_7 u_shifts_3 (
    .clk(clk),
    .rst(reset_3),
    .d(shifts),
    .q(shifts_3)
);

llama2_rtl_own_register_7 u_readings_0 (
    .clk(clk),
    .rst(reset_0),
    .d(readings),
    .q(readings_0)
);

llama2_rtl_own_register_7 u_readings_1 (
    .clk(clk),
    .rst(reset_1),
    .d(readings),
    .q(readings_1)
);

llama2_rtl_own_register_7 u_readings_2 (
    .clk(clk),
    .rst(reset_2),
    .d(readings),
    .q(readings_2)
);

llama2_rtl_own_register_7 u_readings_3 (
    .clk(clk),
    .rst(reset_3),
    .d(readings),
    .q(readings_3)
);

wire [15:0] u_lane_0_a;
llama2_rtl_quantizer_lane u_lane_0 (
    .clk(clk),
    .rst(rst),
    .lane(3'd0),
    .we(written),
    .write_lane(entry_place[2:0]),
    .write_word(entry_0[36:32]),
    .u(entry_0[31:0]),
    .commit(committed),
    .reading(readings_0[6]),
    .read_word(readings_0[4:0]),
    .at_last_word(readings_0[5]),
    .shift_high(shifts_0[6:5]),
    .shift(shifts_0[4:0]),
    .a(u_lane_0_a)
);

wire [15:0] u_lane_1_a;
llama2_rtl_quantizer_lane u_lane_1 (
    .clk(clk),
    .rst(rst),
    .lane(3'd1),
    .we(written),
    .write_lane(entry_place[2:0]),
    .write_word(entry_0[36:32]),
    .u(entry_0[31:0]),
    .commit(committed),
    .reading(readings_0[6]),
    .read_word(readings_0[4:0]),
    .at_last_word(readings_0[5]),
    .shift_high(shifts_0[6:5]),
    .shift(shifts_0[4:0]),
    .a(u_lane_1_a)
);

wire [15:0] u_lane_2_a;
llama2_rtl_quantizer_lane u_lane_2 (
    .clk(clk),
    .rst(rst),
    .lane(3'd2),
    .we(written),
    .write_lane(entry_place[2:0]),
    .write_word(entry_1[36:32]),
    .u(entry_1[31:0]),
    .commit(committed),
    .reading(readings_1[6]),
    .read_word(readings_1[4:0]),
    .at_last_word(readings_1[5]),
    .shift_high(shifts_1[6:5]),
    .shift(shifts_1[4:0]),
    .a(u_lane_2_a)
);

wire [15:0] u_lane_3_a;
llama2_rtl_quantizer_lane u_lane_3 (
    .clk(clk),
    .rst(rst),
    .lane(3'd3),
    .we(written),
    .write_lane(entry_place[2:0]),
    .write_word(entry_1[36:32]),
    .u(entry_1[31:0]),
    .commit(committed),
    .reading(readings_1[6]),
    .read_word(readings_1[4:0]),
    .at_last_word(readings_1[5]),
    .shift_high(shifts_1[6:5]),
    .shift(shifts_1[4:0]),
    .a(u_lane_3_a)
);

wire [15:0] u_lane_4_a;
llama2_rtl_quantizer_lane u_lane_4 (
    .clk(clk),
    .rst(rst),
    .lane(3'd4),
    .we(written),
    .write_lane(entry_place[2:0]),
    .write_word(entry_2[36:32]),
    .u(entry_2[31:0]),
    .commit(committed),
    .reading(readings_2[6]),
    .read_word(readings_2[4:0]),
    .at_last_word(readings_2[5]),
    .shift_high(shifts_2[6:5]),
    .shift(shifts_2[4:0]),
    .a(u_lane_4_a)
);

wire [15:0] u_lane_5_a;
llama2_rtl_quantizer_lane u_lane_5 (
    .clk(clk),
    .rst(rst),
    .lane(3'd5),
    .we(written),
    .write_lane(entry_place[2:0]),
    .write_word(entry_2[36:32]),
    .u(entry_2[31:0]),
    .commit(committed),
    .reading(readings_2[6]),
    .read_word(readings_2[4:0]),
    .at_last_word(readings_2[5]),
    .shift_high(shifts_2[6:5]),
    .shift(shifts_2[4:0]),
    .a(u_lane_5_a)
);

wire [15:0] u_lane_6_a;
llama2_rtl_quantizer_lane u_lane_6 (
    .clk(clk),
    .rst(rst),
    .lane(3'd6),
    .we(written),
    .write_lane(entry_place[2:0]),
    .write_word(entry_3[36:32]),
    .u(entry_3[31:0]),
    .commit(committed),
    .reading(readings_3[6]),
    .read_word(readings_3[4:0]),
    .at_last_word(readings_3[5]),
    .shift_high(shifts_3[6:5]),
    .shift(shifts_3[4:0]),
    .a(u_lane_6_a)
);

wire [15:0] u_lane_7_a;
llama2_rtl_quantizer_lane u_lane_7 (
    .clk(clk),
    .rst(rst),
    .lane(3'd7),
    .we(written),
    .write_lane(entry_place[2:0]),
    .write_word(entry_3[36:32]),
    .u(entry_3[31:0]),
    .commit(committed),
    .reading(readings_3[6]),
    .read_word(readings_3[4:0]),
    .at_last_word(readings_3[5]),
    .shift_high(shifts_3[6:5]),
    .shift(shifts_3[4:0]),
    .a(u_lane_7_a)
);

llama2_rtl_ram_128x20 u_act_ram (
    .clk(clk),
    .we(writing),
    .waddr(write_word),
    .wdata(activations),
    .raddr(act_addr),
    .rdata(act_data)
);

assign activations = {
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
