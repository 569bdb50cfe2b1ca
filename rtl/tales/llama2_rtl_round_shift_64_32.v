// llama2_rtl_round_shift_64_32: generated from the block round_shift(width=64, out_bits=32). Change the block, not this file.
`timescale 1ns/1ps

// y = sat(rhu(x, n)), saturated to `out_bits`. Latency 3 cycles, throughput 1.
//
// A zero below x receives the last bit shifted out, which is what rounding half up adds. Cycle 1 shifts by
// multiples of 16, cycle 2 by the rest, cycle 3 adds and saturates. Only the `out_bits` + 16 bits that can
// still count go on; of those above it is enough to know whether one differs from the sign. What is at least as wide
// as x holds every y: nothing saturates there.
module llama2_rtl_round_shift_64_32 (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire signed [63:0] x,
    input wire [5:0] n,
    output reg out_valid,  // a sample
    output reg signed [31:0] y
);

wire signed [64:0] with_zero;
reg valid_1;
reg [3:0] fine;
reg [47:0] coarse_shifted;
wire signed [95:0] full;
reg [35:0] by_four;
reg valid_2;
reg [32:0] shifted;
wire last_out;
wire signed [31:0] rounded;
wire signed [31:0] increment;
reg sign;
reg [48:0] differing;
wire over_0;
wire over_16;
wire over_32;
wire over_48;
reg sign_1;
reg [15:0] differing_1;
reg [3:0] group;
reg above;
reg in_group;
reg sign_2;
reg over_2;
reg over_1;

assign full = {{31{with_zero[64]}}, with_zero};

assign increment = {{31{1'b0}}, last_out};

assign with_zero = $signed({x, 1'b0});

always @(posedge clk) begin  // shift_coarsely
    if (rst == 1) begin
        coarse_shifted <= 0;
        fine <= 0;
        valid_1 <= 0;
    end
    else begin
        valid_1 <= in_valid;
        fine <= n[4-1:0];
        if ((n[6-1:4] == 0)) begin
            coarse_shifted <= full[48-1:0];
        end
        else if ((n[6-1:4] == 1)) begin
            coarse_shifted <= full[64-1:16];
        end
        else if ((n[6-1:4] == 2)) begin
            coarse_shifted <= full[80-1:32];
        end
        else begin
            coarse_shifted <= full[96-1:48];
        end
    end
end

always @(coarse_shifted, fine) begin  // shift_by_fours
    if ((fine[4-1:2] == 0)) begin
        by_four = coarse_shifted[36-1:0];
    end
    else if ((fine[4-1:2] == 1)) begin
        by_four = coarse_shifted[40-1:4];
    end
    else if ((fine[4-1:2] == 2)) begin
        by_four = coarse_shifted[44-1:8];
    end
    else begin
        by_four = coarse_shifted[48-1:12];
    end
end

always @(posedge clk) begin  // shift_finely
    if (rst == 1) begin
        shifted <= 0;
        valid_2 <= 0;
    end
    else begin
        valid_2 <= valid_1;
        if ((fine[2-1:0] == 0)) begin
            shifted <= by_four[33-1:0];
        end
        else if ((fine[2-1:0] == 1)) begin
            shifted <= by_four[34-1:1];
        end
        else if ((fine[2-1:0] == 2)) begin
            shifted <= by_four[35-1:2];
        end
        else begin
            shifted <= by_four[36-1:3];
        end
    end
end

assign last_out = shifted[0];
assign rounded = ($signed(shifted[33-1:1]) + increment);

always @(full, x) begin  // compare_with_sign
    sign = x[(64 - 1)];
    if (x[(64 - 1)]) begin
        differing = (~full[96-1:47]);
    end
    else begin
        differing = full[96-1:47];
    end
end

assign over_0 = (differing != 0);
assign over_16 = (differing[49-1:16] != 0);
assign over_32 = (differing[49-1:32] != 0);
assign over_48 = (differing[49-1:48] != 0);

always @(coarse_shifted, sign_1) begin  // compare_again
    if (sign_1) begin
        differing_1 = (~coarse_shifted[48-1:32]);
    end
    else begin
        differing_1 = coarse_shifted[48-1:32];
    end
end

always @(differing_1, fine) begin  // find_late_overflow
    if ((fine[4-1:2] == 0)) begin
        group = differing_1[4-1:0];
        above = (differing_1[16-1:4] != 0);
    end
    else if ((fine[4-1:2] == 1)) begin
        group = differing_1[8-1:4];
        above = (differing_1[16-1:8] != 0);
    end
    else if ((fine[4-1:2] == 2)) begin
        group = differing_1[12-1:8];
        above = (differing_1[16-1:12] != 0);
    end
    else begin
        group = differing_1[16-1:12];
        above = 0;
    end
end

always @(fine, group) begin  // find_latest_overflow
    if ((fine[2-1:0] == 0)) begin
        in_group = (group != 0);
    end
    else if ((fine[2-1:0] == 1)) begin
        in_group = (group[4-1:1] != 0);
    end
    else if ((fine[2-1:0] == 2)) begin
        in_group = (group[4-1:2] != 0);
    end
    else begin
        in_group = group[3];
    end
end

always @(posedge clk) begin  // keep_overflow
    if (rst == 1) begin
        over_1 <= 0;
        over_2 <= 0;
        sign_1 <= 0;
        sign_2 <= 0;
    end
    else begin
        sign_1 <= sign;
        sign_2 <= sign_1;
        over_2 <= (over_1 || above || in_group);
        if ((n[6-1:4] == 0)) begin
            over_1 <= over_0;
        end
        else if ((n[6-1:4] == 1)) begin
            over_1 <= over_16;
        end
        else if ((n[6-1:4] == 2)) begin
            over_1 <= over_32;
        end
        else begin
            over_1 <= over_48;
        end
    end
end

always @(posedge clk) begin  // saturate
    if (rst == 1) begin
        out_valid <= 0;
        y <= 0;
    end
    else begin
        out_valid <= valid_2;
        if ((sign_2 && over_2)) begin
            y <= $signed(32'h80000000);
        end
        else if (((!sign_2) && (over_2 || rounded[(32 - 1)]))) begin
            y <= $signed(32'h7fffffff);
        end
        else begin
            y <= rounded;
        end
    end
end
endmodule
