// llama2_rtl_quantizer_lane: generated from the block quantizer_lane(lanes=8, depth=20, act_bits=16, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// Keeps the elements written for this `lane`; `a` is that of `read_word` quantised, 5 cycles after `reading`.
//
// `write_word`, `u` and `commit` come a cycle after their `we` and `write_lane`. `at_last_word` says that the lanes
// after that of the element with `commit` hold none of this word: they give 0. Timing of `shift_high`, `shift`
// and `a` as in `quantize_lane`. Vectors of one batch are of one length.
module llama2_rtl_quantizer_lane (
    input wire clk,
    input wire rst,
    input wire [2:0] lane,  // this lane's number
    input wire we,  // an element comes in the next cycle
    input wire [2:0] write_lane,  // its lane
    input wire [4:0] write_word,  // the element's word, a cycle after we
    input wire [31:0] u,  // the element, a cycle after we
    input wire commit,  // the element is the vector's last, a cycle after its we
    input wire reading,  // a word is read
    input wire [4:0] read_word,  // its number
    input wire at_last_word,  // it is the vector's last
    input wire [1:0] shift_high,  // the shift's upper bits, a cycle ahead
    input wire [4:0] shift,  // the shift
    output wire signed [15:0] a  // the mantissa of the element read
);

wire [31:0] element;
reg mine;
reg reaches;
reg ends_after;
reg keep;
wire own_rst;
wire [31:0] stored;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

assign element = u[32-1:0];

always @(posedge clk) begin  // judge
    if (own_rst == 1) begin
        ends_after <= 0;
        keep <= 0;
        mine <= 0;
        reaches <= 0;
    end
    else begin
        mine <= (we && (write_lane == lane));
        reaches <= (write_lane >= lane);
        if (commit) begin
            ends_after <= reaches;
        end
        keep <= (reading && ((!at_last_word) || ends_after));
    end
end

llama2_rtl_ram_32x20 u_ram (
    .clk(clk),
    .we(mine),
    .waddr(write_word),
    .wdata(element),
    .raddr(read_word),
    .rdata(stored)
);

llama2_rtl_quantize_lane_16 u_quantize_lane (
    .clk(clk),
    .rst(own_rst),
    .keep(keep),
    .u(stored),
    .shift_high(shift_high),
    .shift(shift),
    .a(a)
);
endmodule
