// llama2_rtl_exp2: generated from the block exp2(). Change the block, not this file.
`timescale 1ns/1ps

// p = 2^-d in 15 fraction bits, l = 2^-(d + shift) in 31; d has 8 fraction bits. Latency 5, throughput 1.
//
// Both are the table's mantissa shifted right, the last bit shifted out added. `golden.functions.exp2`.
module llama2_rtl_exp2 (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire [25:0] d,
    input wire [4:0] shift,
    output reg out_valid,  // a sample
    output reg [14:0] p,
    output reg [30:0] l
);

reg valid_1;
reg [4:0] whole_1;
reg far_1;
reg [4:0] shift_1;
wire [5:0] total;
wire [5:0] whole_wide;
wire [5:0] shift_wide;
reg valid_2;
reg [3:0] p_shift;
reg p_zero;
reg [4:0] l_shift;
reg l_zero;
reg valid_3;
reg [1:0] p_fine;
reg [2:0] l_fine;
reg [15:0] p_coarse;
wire [14:0] mantissa;
reg [31:0] l_coarse;
reg valid_4;
reg [15:0] p_shifted;
reg [31:0] l_shifted;
wire p_last;
wire l_last;
wire [14:0] p_increment;
wire [30:0] l_increment;

llama2_rtl_registered_rom_exp2 u_table (
    .clk(clk),
    .addr(d[7:0]),
    .data(mantissa)
);

assign whole_wide = {{1{1'b0}}, whole_1};

assign shift_wide = {{1{1'b0}}, shift_1};

assign p_increment = {{14{1'b0}}, p_last};

assign l_increment = {{30{1'b0}}, l_last};

always @(posedge clk) begin  // look_up
    if (rst == 1) begin
        far_1 <= 0;
        shift_1 <= 0;
        valid_1 <= 0;
        whole_1 <= 0;
    end
    else begin
        valid_1 <= in_valid;
        whole_1 <= d[13-1:8];
        far_1 <= (d[26-1:13] != 0);
        shift_1 <= shift;
    end
end

assign total = (whole_wide + shift_wide);

always @(posedge clk) begin  // find_shifts
    if (rst == 1) begin
        l_shift <= 0;
        l_zero <= 0;
        p_shift <= 0;
        p_zero <= 0;
        valid_2 <= 0;
    end
    else begin
        valid_2 <= valid_1;
        p_shift <= whole_1[4-1:0];
        p_zero <= (far_1 || whole_1[4]);
        l_shift <= total[5-1:0];
        l_zero <= (far_1 || total[5]);
    end
end

always @(posedge clk) begin  // shift_coarsely
    if (rst == 1) begin
        l_coarse <= 0;
        l_fine <= 0;
        p_coarse <= 0;
        p_fine <= 0;
        valid_3 <= 0;
    end
    else begin
        valid_3 <= valid_2;
        p_fine <= p_shift[2-1:0];
        l_fine <= l_shift[3-1:0];
        if (p_zero) begin
            p_coarse <= 0;
        end
        else begin
            p_coarse <= ({mantissa, 1'b0} >>> {p_shift[4-1:2], 1'b0, 1'b0});
        end
        if (l_zero) begin
            l_coarse <= 0;
        end
        else begin
            l_coarse <= ({mantissa, 17'h0} >>> {l_shift[5-1:3], 1'b0, 1'b0, 1'b0});
        end
    end
end

always @(posedge clk) begin  // shift_finely
    if (rst == 1) begin
        l_shifted <= 0;
        p_shifted <= 0;
        valid_4 <= 0;
    end
    else begin
        valid_4 <= valid_3;
        p_shifted <= (p_coarse >>> p_fine);
        l_shifted <= (l_coarse >>> l_fine);
    end
end

assign p_last = p_shifted[0];
assign l_last = l_shifted[0];

always @(posedge clk) begin  // add_last_bits
    if (rst == 1) begin
        l <= 0;
        p <= 0;
        out_valid <= 0;
    end
    else begin
        out_valid <= valid_4;
        p <= (p_shifted[16-1:1] + p_increment);
        l <= (l_shifted[32-1:1] + l_increment);
    end
end
endmodule
