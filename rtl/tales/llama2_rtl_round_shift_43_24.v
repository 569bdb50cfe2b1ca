// llama2_rtl_round_shift_43_24: generated from the block round_shift(width=43, out_bits=24). Change the block, not this file.
`timescale 1ns/1ps

// y = sat(rhu(x, n)), saturated to `out_bits`. Latency 3 cycles, throughput 1.
//
// A zero below x receives the last bit shifted out, which is what rounding half up adds. Cycle 1 shifts by
// multiples of 16, cycle 2 by the rest, cycle 3 adds and saturates. Only the `out_bits` + 16 bits that can
// still count go on; of those above it is enough to know whether one differs from the sign. What is at least as wide
// as x holds every y: nothing saturates there.
module llama2_rtl_round_shift_43_24 (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire signed [42:0] x,
    input wire [5:0] n,
    output reg out_valid,  // a sample
    output reg signed [23:0] y
);

wire signed [43:0] with_zero;
reg valid_1;
reg [3:0] fine;
reg [39:0] coarse_shifted;
wire signed [87:0] full;
reg [27:0] by_four;
reg valid_2;
reg [24:0] shifted;
wire last_out;
wire signed [23:0] rounded;
wire signed [23:0] increment;
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

assign full = {{44{with_zero[43]}}, with_zero};

assign increment = {{23{1'b0}}, last_out};

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
            coarse_shifted <= full[40-1:0];
        end
        else if ((n[6-1:4] == 1)) begin
            coarse_shifted <= full[56-1:16];
        end
        else if ((n[6-1:4] == 2)) begin
            coarse_shifted <= full[72-1:32];
        end
        else begin
            coarse_shifted <= full[88-1:48];
        end
    end
end

always @(coarse_shifted, fine) begin  // shift_by_fours
    if ((fine[4-1:2] == 0)) begin
        by_four = coarse_shifted[28-1:0];
    end
    else if ((fine[4-1:2] == 1)) begin
        by_four = coarse_shifted[32-1:4];
    end
    else if ((fine[4-1:2] == 2)) begin
        by_four = coarse_shifted[36-1:8];
    end
    else begin
        by_four = coarse_shifted[40-1:12];
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
            shifted <= by_four[25-1:0];
        end
        else if ((fine[2-1:0] == 1)) begin
            shifted <= by_four[26-1:1];
        end
        else if ((fine[2-1:0] == 2)) begin
            shifted <= by_four[27-1:2];
        end
        else begin
            shifted <= by_four[28-1:3];
        end
    end
end

assign last_out = shifted[0];
assign rounded = ($signed(shifted[25-1:1]) + increment);

always @(full, x) begin  // compare_with_sign
    sign = x[(43 - 1)];
    if (x[(43 - 1)]) begin
        differing = (~full[88-1:39]);
    end
    else begin
        differing = full[88-1:39];
    end
end

assign over_0 = (differing != 0);
assign over_16 = (differing[49-1:16] != 0);
assign over_32 = (differing[49-1:32] != 0);
assign over_48 = (differing[49-1:48] != 0);

always @(coarse_shifted, sign_1) begin  // compare_again
    if (sign_1) begin
        differing_1 = (~coarse_shifted[40-1:24]);
    end
    else begin
        differing_1 = coarse_shifted[40-1:24];
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
            y <= $signed(24'h800000);
        end
        else if (((!sign_2) && (over_2 || rounded[(24 - 1)]))) begin
            y <= $signed(24'h7fffff);
        end
        else begin
            y <= rounded;
        end
    end
end
endmodule
