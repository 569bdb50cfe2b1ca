// quantize_lane_8: generated from the block quantize_lane(bits=8). Change the block, not this file.
`timescale 1ns/1ps

module quantize_lane_8 (
    clk,
    rst,
    keep,
    u,
    shift,
    a
);
// `a` = ssat(rhu(u, shift), bits), or 0 without `keep`, for a `shift` that brings u into `bits` bits.
//
// `a` comes 2 cycles after `u` and `keep` and is the adder's output, not a register: it is meant for the
// write port of a memory. `shift` is read one cycle after `u`.

input clk;
input rst;
input keep;
input signed [31:0] u;
input [4:0] shift;
output signed [7:0] a;
reg signed [7:0] a;

reg signed [31:0] held;
wire [39:0] doubled;
wire signed [38:0] extended;
reg [23:0] by_16;
reg [15:0] by_8;
reg [11:0] by_4;
reg [9:0] by_2;
reg [8:0] kept;
wire signed [7:0] whole;
wire half;
wire at_largest;
wire at_smallest;

assign extended = {{7{held[31]}}, held};

always @(posedge clk) begin  // hold
    if (rst == 1) begin
        held <= 0;
    end
    else begin
        if (keep) begin
            held <= u;
        end
        else begin
            held <= 0;
        end
    end
end

assign doubled = {extended, 1'h0};

always @(doubled, shift) begin  // down_16
    if (shift[4]) begin
        by_16 = doubled[(9 + 31)-1:16];
    end
    else begin
        by_16 = doubled[(9 + 15)-1:0];
    end
end

always @(by_16, shift) begin  // down_8
    if (shift[3]) begin
        by_8 = by_16[(9 + 15)-1:8];
    end
    else begin
        by_8 = by_16[(9 + 7)-1:0];
    end
end

always @(by_8, shift) begin  // down_4
    if (shift[2]) begin
        by_4 = by_8[(9 + 7)-1:4];
    end
    else begin
        by_4 = by_8[(9 + 3)-1:0];
    end
end

always @(by_4, shift) begin  // down_2
    if (shift[1]) begin
        by_2 = by_4[(9 + 3)-1:2];
    end
    else begin
        by_2 = by_4[(9 + 1)-1:0];
    end
end

always @(posedge clk) begin  // down_1
    if (rst == 1) begin
        kept <= 0;
    end
    else begin
        if (shift[0]) begin
            kept <= by_2[(9 + 1)-1:1];
        end
        else begin
            kept <= by_2[9-1:0];
        end
    end
end

assign whole = $signed(kept[9-1:1]);
assign half = kept[0];
assign at_largest = ($signed({1'b0, kept[9-1:1]}) == ((1 << (8 - 1)) - 1));
assign at_smallest = ($signed({1'b0, kept[9-1:1]}) == (1 << (8 - 1)));

always @(at_largest, at_smallest, half, whole) begin  // round_and_saturate
    if ((at_smallest || (half && (!at_largest)))) begin
        a = (whole + 1);
    end
    else begin
        a = whole;
    end
end

endmodule
