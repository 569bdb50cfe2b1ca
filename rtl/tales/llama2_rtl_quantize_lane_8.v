// llama2_rtl_quantize_lane_8: generated from the block quantize_lane(bits=8). Change the block, not this file.
`timescale 1ns/1ps

// `a` = ssat(rhu(u, shift), bits), or 0 without `keep`, for a `shift` that brings u into `bits` bits.
//
// `a` comes 4 cycles after `u` and `keep`. `shift_high`, the two upper bits of the shift, is read with `u`,
// `shift` a cycle later; lanes keep copies of both, for their fan-out is all lanes. Takes an element per cycle.
module llama2_rtl_quantize_lane_8 (
    input wire clk,
    input wire rst,
    input wire keep,  // u counts, else a is 0
    input wire signed [31:0] u,  // the element
    input wire [1:0] shift_high,  // the shift's upper bits, a cycle ahead
    input wire [4:0] shift,  // the shift
    output reg signed [7:0] a  // its mantissa
);

reg signed [31:0] held;
wire [39:0] doubled;
wire signed [38:0] extended;
wire [1:0] high;
reg [23:0] by_16;
reg [15:0] by_8;
reg [15:0] halfway;
wire [2:0] low;
reg [11:0] by_4;
reg [9:0] by_2;
reg [8:0] kept;
wire signed [7:0] whole;
wire half;
wire at_largest;
wire at_smallest;
reg signed [7:0] fitting;

llama2_rtl_own_register_2 u_high (
    .clk(clk),
    .rst(rst),
    .d(shift_high),
    .q(high)
);

llama2_rtl_own_register_3 u_low (
    .clk(clk),
    .rst(rst),
    .d(shift[2:0]),
    .q(low)
);

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

always @(doubled, high) begin  // down_16
    if (high[1]) begin
        by_16 = doubled[(9 + 31)-1:16];
    end
    else begin
        by_16 = doubled[(9 + 15)-1:0];
    end
end

always @(by_16, high) begin  // down_8
    if (high[0]) begin
        by_8 = by_16[(9 + 15)-1:8];
    end
    else begin
        by_8 = by_16[(9 + 7)-1:0];
    end
end

always @(posedge clk) begin  // pause
    if (rst == 1) begin
        halfway <= 0;
    end
    else begin
        halfway <= by_8;
    end
end

always @(halfway, low) begin  // down_4
    if (low[2]) begin
        by_4 = halfway[(9 + 7)-1:4];
    end
    else begin
        by_4 = halfway[(9 + 3)-1:0];
    end
end

always @(by_4, low) begin  // down_2
    if (low[1]) begin
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
        if (low[0]) begin
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
        fitting = (whole + 1);
    end
    else begin
        fitting = whole;
    end
end

always @(posedge clk) begin  // register
    if (rst == 1) begin
        a <= 0;
    end
    else begin
        a <= fitting;
    end
end
endmodule
