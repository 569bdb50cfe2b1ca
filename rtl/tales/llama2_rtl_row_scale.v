// llama2_rtl_row_scale: generated from the block row_scale(geometry). Change the block, not this file.
`timescale 1ns/1ps

// `y` = sat32(rhu(acc * sr, n)), 5 cycles after `acc_valid`, with the factors of `row_factor`.
//
// The engine's `row_done` and `all_done` (and, a cycle earlier, `last_of_pass`) announce a row, whose `scale` is
// then taken by `scale_pop` (`scale_pop_last` at the end of a pass). `y_dest` is the matrix named at its `start`;
// the matrices WO and W2 see vectors that were not normalised. A reset drops the rows in the pipeline.
//
// Of several vectors the sums themselves say of which rows they are, and a row's scale is taken with its last vector;
// 1/rms and the shift are read by the vector's number.
module llama2_rtl_row_scale (
    input wire clk,
    input wire rst,
    input wire start,  // a matrix begins
    input wire [2:0] start_dest,  // which one, with start
    input wire row_done,  // a row has been read
    input wire last_of_pass,  // a pass's last word
    input wire all_done,  // the matrix has been read
    input wire acc_valid,  // a row's sum
    input wire signed [30:0] acc,  // the sum
    input wire [15:0] scale,  // the parameter
    output wire scale_pop,  // it is taken
    output wire scale_pop_last,  // it is taken, the last of a vector
    input wire [15:0] rm,  // mantissa of 1/rms
    input wire [5:0] k,  // exponent of 1/rms
    input wire [4:0] shift,  // the quantiser's shift of the vector
    output wire y_valid,  // a row's result
    output reg [2:0] y_dest,  // its matrix
    output reg [9:0] y_row,  // its number
    output wire y_last,  // the matrix's last row
    output wire signed [31:0] y  // the result, Q16.16
);

localparam [2:0] WO = 3'd1;
localparam [2:0] W2 = 3'd3;

reg [2:0] announced;
wire [2:0] fetching;
reg [0:0] tag;
wire [0:0] tag_at_end;
wire total_valid;
reg unit;
reg [0:0] valid_in;
wire [0:0] valid_out;
reg was_last_of_pass;
wire signed [17:0] sr;
wire [5:0] n;
wire [5:0] n_at_total;
wire signed [48:0] total;

always @(acc_valid, fetching, all_done, row_done, was_last_of_pass) begin  // announce
    announced = {row_done, was_last_of_pass, all_done};
    valid_in[0] = acc_valid;
    tag[0] = fetching[0];
end

llama2_rtl_delay_3x3 u_to_fetch (
    .clk(clk),
    .rst(rst),
    .d(announced),
    .q(fetching)
);

assign scale_pop = fetching[2];
assign scale_pop_last = fetching[1];

llama2_rtl_row_factor u_row_factor (
    .clk(clk),
    .rst(rst),
    .scale(scale),
    .unit(unit),
    .rm(rm),
    .k(k),
    .shift(shift),
    .sr(sr),
    .n(n)
);

llama2_rtl_multiply_31x18 u_multiply (
    .clk(clk),
    .rst(rst),
    .a(acc),
    .b(sr),
    .y(total)
);

llama2_rtl_delay_6x2 u_shift (
    .clk(clk),
    .rst(rst),
    .d(n),
    .q(n_at_total)
);

llama2_rtl_delay_1x2 u_valid (
    .clk(clk),
    .rst(rst),
    .d(valid_in),
    .q(valid_out)
);

llama2_rtl_delay_1x8 u_last (
    .clk(clk),
    .rst(rst),
    .d(tag),
    .q(tag_at_end)
);

llama2_rtl_round_shift_49_32 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(total_valid),
    .x(total),
    .n(n_at_total),
    .out_valid(y_valid),
    .y(y)
);

assign total_valid = valid_out[0];
assign y_last = tag_at_end[0];

always @(posedge clk) begin  // count
    if (rst == 1) begin
        unit <= 0;
        was_last_of_pass <= 0;
        y_dest <= 0;
        y_row <= 0;
    end
    else begin
        was_last_of_pass <= last_of_pass;
        if (start) begin
            y_dest <= start_dest;
            unit <= ((start_dest == WO) || (start_dest == W2));
        end
        if (y_last) begin
            y_row <= 0;
        end
        else if (y_valid) begin
            y_row <= (y_row + 1);
        end
    end
end
endmodule
