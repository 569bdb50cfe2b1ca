// llama2_rtl_round_shift_31_31: generated from the block round_shift(width=31, out_bits=31). Change the block, not this file.
`timescale 1ns/1ps

// y = sat(rhu(x, n)), saturated to `out_bits`. Latency 3 cycles, throughput 1.
//
// A zero below x receives the last bit shifted out, which is what rounding half up adds. Cycle 1 shifts by
// multiples of 16, cycle 2 by the rest, cycle 3 adds and saturates. Only the `out_bits` + 16 bits that can
// still count go on; of those above it is enough to know whether one differs from the sign. What is at least as wide
// as x holds every y: nothing saturates there.
module llama2_rtl_round_shift_31_31 (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire signed [30:0] x,
    input wire [5:0] n,
    output reg out_valid,  // a sample
    output reg signed [30:0] y
);

wire signed [31:0] with_zero;
reg valid_1;
reg [3:0] fine;
reg [46:0] coarse_shifted;
wire signed [94:0] full;
reg [34:0] by_four;
reg valid_2;
reg [31:0] shifted;
wire last_out;
wire signed [30:0] rounded;
wire signed [30:0] increment;

assign full = {{63{with_zero[31]}}, with_zero};

assign increment = {{30{1'b0}}, last_out};

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
            coarse_shifted <= full[47-1:0];
        end
        else if ((n[6-1:4] == 1)) begin
            coarse_shifted <= full[63-1:16];
        end
        else if ((n[6-1:4] == 2)) begin
            coarse_shifted <= full[79-1:32];
        end
        else begin
            coarse_shifted <= full[95-1:48];
        end
    end
end

always @(coarse_shifted, fine) begin  // shift_by_fours
    if ((fine[4-1:2] == 0)) begin
        by_four = coarse_shifted[35-1:0];
    end
    else if ((fine[4-1:2] == 1)) begin
        by_four = coarse_shifted[39-1:4];
    end
    else if ((fine[4-1:2] == 2)) begin
        by_four = coarse_shifted[43-1:8];
    end
    else begin
        by_four = coarse_shifted[47-1:12];
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
            shifted <= by_four[32-1:0];
        end
        else if ((fine[2-1:0] == 1)) begin
            shifted <= by_four[33-1:1];
        end
        else if ((fine[2-1:0] == 2)) begin
            shifted <= by_four[34-1:2];
        end
        else begin
            shifted <= by_four[35-1:3];
        end
    end
end

assign last_out = shifted[0];
assign rounded = ($signed(shifted[32-1:1]) + increment);

always @(posedge clk) begin  // leave
    if (rst == 1) begin
        out_valid <= 0;
        y <= 0;
    end
    else begin
        out_valid <= valid_2;
        y <= rounded;
    end
end
endmodule
