// llama2_rtl_gumbel: generated from the block gumbel(position_bits=8, offset=0, stride=1). Change the block, not this file.
`timescale 1ns/1ps

// `g`, 12 fraction bits, is the variate of the present row, `golden.sampling.variates`; `take`, which comes a cycle
// ahead of the row, makes it the next row's after that. After `load`, those of `seed` at the
// new position begin 71 cycles later; until then nothing may be taken. Of `stride` rows that come side by side it
// gives the variate of the row `offset`.
module llama2_rtl_gumbel (
    input wire clk,
    input wire rst,
    input wire load,  // a position's numbers begin
    input wire [31:0] seed,  // the seed
    input wire [7:0] position,  // the position
    input wire take,  // the next row follows in a cycle
    output reg signed [17:0] g  // the row's variate
);

reg advance;
reg [6:0] left;
wire [63:0] state;
reg stirs;
wire warming;
reg half_1;
reg [15:0] low_1;
reg deep;
reg [15:0] sixteen;
reg half_2;
reg [15:0] low_2;
reg [3:0] four;
reg [2:0] fours;
reg [1:0] zeros;
reg [9:0] address;
reg [9:0] address_3;
wire signed [14:0] step;
reg signed [26:0] product;
wire signed [21:0] total;
reg signed [21:0] value_5;
wire signed [21:0] step_wide;
reg [11:0] position_3;
reg signed [21:0] value_4;
wire [35:0] entry;
reg signed [13:0] slope;
reg signed [12:0] position_4;

assign warming = (left != 0);

always @(posedge clk) begin  // warm_up
    if (rst == 1) begin
        advance <= 0;
        left <= 0;
        stirs <= 0;
    end
    else begin
        advance <= (warming || take);
        stirs <= ((left[0] != 0) && (left > 6));
        if (load) begin
            left <= 70;
        end
        else if (warming) begin
            left <= (left - 1);
        end
    end
end

llama2_rtl_xorshift64 u_xorshift64 (
    .clk(clk),
    .rst(rst),
    .load(load),
    .seed(seed),
    .position(position),
    .step(advance),
    .stirs(stirs),
    .state(state)
);

always @(posedge clk) begin  // find_leading_one
    if (rst == 1) begin
        deep <= 0;
        four <= 0;
        fours <= 0;
        half_1 <= 0;
        half_2 <= 0;
        low_1 <= 0;
        low_2 <= 0;
        sixteen <= 0;
    end
    else begin
        if (advance) begin
            half_1 <= state[63];
            low_1 <= state[16-1:0];
            deep <= (state[63-1:47] == 0);
            sixteen <= state[63-1:47];
            if ((state[63-1:47] == 0)) begin
                sixteen <= state[47-1:31];
            end
            half_2 <= half_1;
            low_2 <= low_1;
            if ((sixteen[16-1:12] != 0)) begin
                four <= sixteen[16-1:12];
                fours <= {deep, 2'h0};
            end
            else if ((sixteen[12-1:8] != 0)) begin
                four <= sixteen[12-1:8];
                fours <= {deep, 2'h1};
            end
            else if ((sixteen[8-1:4] != 0)) begin
                four <= sixteen[8-1:4];
                fours <= {deep, 2'h2};
            end
            else begin
                four <= sixteen[4-1:0];
                fours <= {deep, 2'h3};
            end
        end
    end
end

always @(four) begin  // count_zeros
    if (four[3]) begin
        zeros = 0;
    end
    else if (four[2]) begin
        zeros = 1;
    end
    else if (four[1]) begin
        zeros = 2;
    end
    else begin
        zeros = 3;
    end
end

always @(address_3, advance, fours, half_2, low_2, zeros) begin  // choose_address
    if (advance) begin
        address = {half_2, fours, zeros, low_2[16-1:12]};
    end
    else begin
        address = address_3;
    end
end

llama2_rtl_rom_gumbel u_table (
    .clk(clk),
    .addr(address),
    .data(entry)
);

assign step_wide = {{7{step[14]}}, step};

assign step = $signed(product[27-1:12]);

assign total = (value_5 + step_wide);

always @(posedge clk) begin  // interpolate
    if (rst == 1) begin
        address_3 <= 0;
        g <= 0;
        position_3 <= 0;
        position_4 <= 0;
        product <= 0;
        slope <= 0;
        value_4 <= 0;
        value_5 <= 0;
    end
    else begin
        address_3 <= address;
        if (advance) begin
            position_3 <= low_2[12-1:0];
            value_4 <= $signed(entry[22-1:0]);
            slope <= $signed(entry[36-1:22]);
            position_4 <= $signed({1'b0, position_3});
            value_5 <= value_4;
            product <= (slope * position_4);
            g <= $signed(total[22-1:4]);
        end
    end
end
endmodule
