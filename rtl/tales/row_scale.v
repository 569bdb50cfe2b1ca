// row_scale: generated from the block row_scale(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module row_scale (
    clk,
    rst,
    start,
    start_dest,
    row_done,
    last_of_pass,
    all_done,
    acc_valid,
    acc,
    scale,
    scale_pop,
    scale_pop_last,
    rm,
    k,
    shift,
    y_valid,
    y_dest,
    y_row,
    y_last,
    y
);
// `y` = sat32(rhu(acc * sr, n)), `latency(geometry)` cycles after `acc_valid`, with the factors of `row_factor`.
//
// The engine's `row_done` and `all_done` (and, a cycle earlier, `last_of_pass`) announce a row, whose `scale` is
// then taken by `scale_pop` (`scale_pop_last` at the end of a pass). `y_dest` is the matrix named at its `start`;
// the matrices WO and W2 see vectors that were not normalised.

input clk;
input rst;
input start;
input [2:0] start_dest;
input row_done;
input last_of_pass;
input all_done;
input acc_valid;
input signed [30:0] acc;
input [15:0] scale;
output scale_pop;
wire scale_pop;
output scale_pop_last;
wire scale_pop_last;
input [15:0] rm;
input [5:0] k;
input [4:0] shift;
output y_valid;
wire y_valid;
output [2:0] y_dest;
reg [2:0] y_dest;
output [9:0] y_row;
reg [9:0] y_row;
output y_last;
wire y_last;
output signed [31:0] y;
wire signed [31:0] y;

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

always @(acc_valid, all_done, fetching, row_done, was_last_of_pass) begin  // announce
    announced = {row_done, was_last_of_pass, all_done};
    valid_in[0] = acc_valid;
    tag[0] = fetching[0];
end

delay_3x5 u_to_fetch (
    .clk(clk),
    .rst(rst),
    .d(announced),
    .q(fetching)
);

assign scale_pop = fetching[2];
assign scale_pop_last = fetching[1];

row_factor u_row_factor (
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

multiply_31x18 u_multiply (
    .clk(clk),
    .rst(rst),
    .a(acc),
    .b(sr),
    .y(total)
);

delay_6x2 u_shift (
    .clk(clk),
    .rst(rst),
    .d(n),
    .q(n_at_total)
);

delay_1x2 u_valid (
    .clk(clk),
    .rst(rst),
    .d(valid_in),
    .q(valid_out)
);

delay_1x7 u_last (
    .clk(clk),
    .rst(rst),
    .d(tag),
    .q(tag_at_end)
);

round_shift_49_32 u_round_shift (
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
            unit <= ((start_dest == 1) || (start_dest == 3));
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
