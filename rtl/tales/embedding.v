// embedding: generated from the block embedding(lanes=16, dim=64). Change the block, not this file.
`timescale 1ns/1ps

module embedding (
    clk,
    rst,
    start,
    scale,
    s_valid,
    s_ready,
    s_data,
    load_valid,
    load_x
);
// From `start` on a row is taken word by word, `lanes` mantissas each, and leaves element by element: load_x =
// sat32(rhu((m * S) << 16, e)), m the row's mantissas, S - 256 the low byte of its `scale` and e the high one, 0 to
// 63. `scale` must be there with the row's first word and stay until the last element; the next row may start when
// that has left.

input clk;
input rst;
input start;
input [15:0] scale;
input s_valid;
output s_ready;
wire s_ready;
input [127:0] s_data;
output load_valid;
wire load_valid;
output signed [31:0] load_x;
wire signed [31:0] load_x;

wire at_end;
wire at_last_lane;
reg begun;
reg [5:0] element;
reg [3:0] lane_index;
wire load;
reg loaded;
reg [127:0] shifter;
wire signed [33:0] scaled;
reg signed [17:0] product;
reg taken;
reg signed [7:0] mantissa;
reg signed [9:0] s;
reg [5:0] exponent;
reg product_valid;

assign at_last_lane = (lane_index == 15);
assign at_end = (loaded && (element == 63));

assign s_ready = (begun && (!at_end) && ((!loaded) || at_last_lane));

assign load = (s_valid && s_ready);

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        begun <= 0;
        element <= 0;
        lane_index <= 0;
        loaded <= 0;
    end
    else begin
        if (start) begin
            begun <= 1;
        end
        else if (at_end) begin
            begun <= 0;
        end
        if (load) begin
            loaded <= 1;
            lane_index <= 0;
        end
        else if (loaded) begin
            lane_index <= (lane_index + 1);
            loaded <= (!(at_last_lane || at_end));
        end
        if (at_end) begin
            element <= 0;
        end
        else if (loaded) begin
            element <= (element + 1);
        end
    end
end

always @(posedge clk) begin  // shift
    if (rst == 1) begin
        shifter <= 0;
    end
    else begin
        if (load) begin
            shifter <= s_data;
        end
        else begin
            shifter <= (shifter >>> 8);
        end
    end
end

assign scaled = $signed({product, 16'h0});

always @(posedge clk) begin  // multiply
    if (rst == 1) begin
        exponent <= 0;
        mantissa <= 0;
        product <= 0;
        product_valid <= 0;
        s <= 0;
        taken <= 0;
    end
    else begin
        taken <= loaded;
        mantissa <= $signed(shifter[8-1:0]);
        s <= $signed({2'h1, scale[8-1:0]});
        exponent <= scale[14-1:8];
        product_valid <= taken;
        product <= (mantissa * s);
    end
end

round_shift_34_32 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(product_valid),
    .x(scaled),
    .n(exponent),
    .out_valid(load_valid),
    .y(load_x)
);
endmodule
