// llama2_rtl_residual: generated from the block residual(dim=64, eps_int=2748779, vectors=1, tail=1). Change the block, not this file.
`timescale 1ns/1ps

// Vectors of `dim` elements, in order, at most one per cycle: loaded (X = load_x) or added (X = sat32(X +
// add_y)).
//
// Each new element leaves two cycles later as `x`, where it takes its `gain`, and 4 cycles later as u =
// rhu(X * gain, 15), `u_commit` with the last. `rm` and `k`, the reciprocal root of `eps_int` plus the sum
// of squares, change as `norm_done` pulses, 14 cycles after the last element. The next vector
// may begin 4 cycles after the last element of this one.
//
// Of several vectors, those of the batch that are loaded come one after the other, in any order that ends with the
// last vector.
// From then on they leave like vectors to which zeros are added. Vectors to be added come element by element, all
// first elements in the order of the vectors, then all second ones; an element's `gain` is taken with the last vector.
//
// With a `tail` of several elements, a power of two that divides `dim`, as many pass in a cycle, with as many gains.
module llama2_rtl_residual (
    input wire clk,
    input wire rst,
    input wire load_valid,  // an element
    input wire signed [31:0] load_x,  // the element
    input wire add_valid,  // an element
    input wire signed [31:0] add_y,  // the element
    input wire signed [15:0] gain,  // the parameter
    output wire gain_pop,  // it is taken
    output wire gain_pop_last,  // it is taken, the last of a vector
    output wire u_we,  // an element is written
    output wire [5:0] u_index,  // its number
    output wire signed [31:0] u,  // the element
    output wire u_commit,  // it is the vector's last
    output wire norm_done,  // 1/rms has changed
    output wire [15:0] rm,  // mantissa of 1/rms
    output wire [5:0] k,  // exponent of 1/rms
    output reg x_we,  // a new element of X
    output reg [5:0] x_index,  // its number
    output reg signed [31:0] x  // the element
);

wire refill;
reg take;
reg rewind;
reg reload;
wire at_last;
reg [5:0] row;
wire [31:0] written;
reg loading;
reg signed [31:0] entry;
reg signed [31:0] loaded;
wire own_rst;
reg x_last;
reg [5:0] fetch;
wire signed [32:0] total;
wire signed [32:0] ahead_wide;
wire signed [32:0] y_wide;
reg signed [31:0] grown;
reg signed [31:0] ahead;
wire [31:0] stored;
wire squares_reset;
wire root_reset;
wire [1:0] tag_delay_d;
wire [1:0] tag_delay_q;
wire squares_valid;
wire [69:0] squares_total;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

llama2_rtl_reset_copy u_squares_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(squares_reset)
);

llama2_rtl_reset_copy u_root_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(root_reset)
);

assign refill = (take || rewind || reload);
assign at_last = (row == 63);
assign written = x[32-1:0];

always @(posedge clk) begin  // enter
    if (own_rst == 1) begin
        entry <= 0;
        loaded <= 0;
        loading <= 0;
        take <= 0;
    end
    else begin
        take <= (load_valid || add_valid);
        loading <= load_valid;
        entry <= add_y;
        loaded <= load_x;
    end
end

always @(posedge clk) begin  // run_ahead
    if (own_rst == 1) begin
        fetch <= 0;
    end
    else begin
        if (x_last) begin
            fetch <= 0;
        end
        else if (refill) begin
            fetch <= (fetch + 1);
        end
    end
end

llama2_rtl_holding_ram_32x64 u_ram (
    .clk(clk),
    .we(x_we),
    .waddr(x_index),
    .wdata(written),
    .raddr(fetch),
    .rdata(stored),
    .re(refill)
);

assign ahead_wide = {{1{ahead[31]}}, ahead};

assign y_wide = {{1{entry[31]}}, entry};

assign total = (ahead_wide + y_wide);

always @(total) begin  // saturate
    if ((total[32] == total[(32 - 1)])) begin
        grown = $signed(total[32-1:0]);
    end
    else if (total[32]) begin
        grown = $signed(32'h80000000);
    end
    else begin
        grown = $signed(32'h7fffffff);
    end
end

always @(posedge clk) begin  // element
    if (own_rst == 1) begin
        ahead <= 0;
        reload <= 0;
        rewind <= 0;
        row <= 0;
        x <= 0;
        x_index <= 0;
        x_last <= 0;
        x_we <= 0;
    end
    else begin
        x_we <= take;
        x_last <= (take && at_last);
        rewind <= x_last;
        reload <= rewind;
        if ((take || reload)) begin
            ahead <= $signed(stored[32-1:0]);
        end
        if (take) begin
            x_index <= row;
            row <= (row + 1);
            if (at_last) begin
                row <= 0;
            end
            x <= grown;
            if (loading) begin
                x <= loaded;
            end
        end
    end
end

assign gain_pop = x_we;
assign gain_pop_last = x_last;

assign tag_delay_d = {x_last, x_we};

llama2_rtl_delay_2x2 u_tag_delay (
    .clk(clk),
    .rst(own_rst),
    .d(tag_delay_d),
    .q(tag_delay_q)
);

assign {u_commit, u_we} = tag_delay_q;

llama2_rtl_delay_6x2 u_index_delay (
    .clk(clk),
    .rst(own_rst),
    .d(x_index),
    .q(u_index)
);

llama2_rtl_apply_gain u_apply_gain (
    .clk(clk),
    .rst(own_rst),
    .x(x),
    .gain(gain),
    .u(u)
);

llama2_rtl_sum_of_squares u_sum_of_squares (
    .clk(clk),
    .rst(squares_reset),
    .in_valid(x_we),
    .in_last(x_last),
    .x(x),
    .out_valid(squares_valid),
    .total(squares_total)
);

llama2_rtl_rsqrt_70 u_rsqrt (
    .clk(clk),
    .rst(root_reset),
    .in_valid(squares_valid),
    .s(squares_total),
    .out_valid(norm_done),
    .rm(rm),
    .k(k)
);
endmodule
