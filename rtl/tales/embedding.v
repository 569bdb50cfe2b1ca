// embedding: generated from the block embedding(lanes=16, vocab_size=512, dim=64). Change the block, not this file.
`timescale 1ns/1ps

module embedding (
    clk,
    rst,
    start,
    token,
    load_valid,
    load_x
);
// `start` sends row `token`, one element per cycle (with one lane, every other cycle) from LATENCY cycles on:
// load_x = sat32(rhu((m * S) << 16, e)), m the row's mantissas, S and e its scale. `token` must stay until then.
// The ROMs hold words of `lanes` mantissas and a scale per row; both are read in one cycle.

input clk;
input rst;
input start;
input [8:0] token;
output load_valid;
wire load_valid;
output signed [31:0] load_x;
wire signed [31:0] load_x;

wire at_last_lane;
reg [3:0] lane_index;
wire at_end;
reg loaded;
reg [5:0] element;
wire load;
reg fetched;
reg [10:0] addr;
wire [10:0] token_wide;
reg fetching;
reg [127:0] shifter;
wire [127:0] word;
wire signed [7:0] mantissa;
wire signed [9:0] s;
wire [15:0] scale;
wire [5:0] exponent;
wire signed [33:0] scaled;
reg signed [17:0] product;
reg product_valid;

assign token_wide = {{2{1'b0}}, token};

rom_embedding u_rows (
    .clk(clk),
    .addr(addr),
    .data(word)
);

rom_embedding_scales u_scales (
    .clk(clk),
    .addr(token),
    .data(scale)
);

assign at_last_lane = (lane_index == 15);
assign at_end = (loaded && (element == 63));

assign load = (fetched && (!at_end) && ((!loaded) || at_last_lane));

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        addr <= 0;
        element <= 0;
        fetched <= 0;
        fetching <= 0;
        lane_index <= 0;
        loaded <= 0;
    end
    else begin
        if (start) begin
            addr <= (token_wide * 4);
        end
        else if (load) begin
            addr <= (addr + 1);
        end
        fetching <= ((start || load) && (!at_end));
        fetched <= ((fetching || (fetched && (!load))) && (!at_end));
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
            shifter <= word;
        end
        else begin
            shifter <= (shifter >>> 8);
        end
    end
end

assign mantissa = $signed(shifter[8-1:0]);
assign s = $signed({2'h1, scale[8-1:0]});
assign exponent = scale[14-1:8];
assign scaled = $signed({product, 16'h0});

always @(posedge clk) begin  // multiply
    if (rst == 1) begin
        product <= 0;
        product_valid <= 0;
    end
    else begin
        product_valid <= loaded;
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
