// llama2_rtl_embedding: generated from the block embedding(columns=8, dim=64, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// From `start` on a row is taken in words of `columns` codes, and leaves element by element: load_x =
// sat32(rhu((m * S) << 16, e)), m the row's mantissas, S - 256 the low byte of its `scale` and e the high one, 0 to
// 63. `scale` must be there with the row's first word and stay until the last element; the next row may start when
// that has left. Likewise `of` says which of several vectors the row is. An element per cycle while words are there;
// each leaves 3 cycles and the latency of `round_shift` after it was taken.
module llama2_rtl_embedding (
    input wire clk,
    input wire rst,
    input wire start,  // take the next row
    input wire [15:0] scale,  // the row's scale: exponent, mantissa
    input wire s_valid,  // a word is offered
    output wire s_ready,  // the sink takes it
    input wire [63:0] s_data,  // the word
    output wire load_valid,  // a sample
    output wire signed [31:0] load_x
);

wire taking;
reg begun;
wire at_last_lane;
reg [2:0] lane_index;
wire at_end;
reg [5:0] element;
wire own_rst;
reg signed [17:0] product;
reg picked;
reg [7:0] kept;
wire [7:0] chosen;
reg taken;
reg signed [7:0] mantissa;
reg signed [9:0] factor;
reg scaled_valid;
wire signed [33:0] scaled;
reg [5:0] n;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

assign chosen = (lane_index[2] ? (lane_index[1] ? (lane_index[0] ? s_data[63:56] : s_data[55:48]) : (lane_index[0] ? s_data[47:40] : s_data[39:32])) : (lane_index[1] ? (lane_index[0] ? s_data[31:24] : s_data[23:16]) : (lane_index[0] ? s_data[15:8] : s_data[7:0])));

assign taking = (begun && s_valid);
assign at_last_lane = (lane_index == 7);
assign at_end = (begun && s_valid && (element == 63));

assign s_ready = (at_end || (taking && at_last_lane));

always @(posedge clk) begin  // walk
    if (own_rst == 1) begin
        begun <= 0;
        element <= 0;
        lane_index <= 0;
    end
    else begin
        if (start) begin
            begun <= 1;
        end
        else if (at_end) begin
            begun <= 0;
        end
        if (s_ready) begin
            lane_index <= 0;
        end
        else if (taking) begin
            lane_index <= (lane_index + 1);
        end
        if (at_end) begin
            element <= 0;
        end
        else if (taking) begin
            element <= (element + 1);
        end
    end
end

assign scaled = $signed({product, 16'h0});

always @(posedge clk) begin  // multiply
    if (own_rst == 1) begin
        factor <= 0;
        kept <= 0;
        mantissa <= 0;
        picked <= 0;
        product <= 0;
        n <= 0;
        scaled_valid <= 0;
        taken <= 0;
    end
    else begin
        picked <= taking;
        kept <= chosen;
        taken <= picked;
        mantissa <= $signed(kept);
        factor <= $signed({2'h1, scale[8-1:0]});
        n <= scale[14-1:8];
        scaled_valid <= taken;
        product <= (mantissa * factor);
    end
end

llama2_rtl_round_shift_34_32 u_round_shift (
    .clk(clk),
    .rst(own_rst),
    .in_valid(scaled_valid),
    .x(scaled),
    .n(n),
    .out_valid(load_valid),
    .y(load_x)
);
endmodule
