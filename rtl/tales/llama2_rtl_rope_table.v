// llama2_rtl_rope_table: generated from the block rope_table(head_dim=8, pos_bits=8, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// After `start`, computes phase = position * increment modulo one turn for each of head_dim / 2 pairs, one per
// cycle, and keeps its cosine and sine (14 fraction bits) in a RAM; `ready` is high from the last one on.
// `cos` and `sin` follow `pair` by one cycle. Of several vectors it keeps the angles of each. Where the angles of
// several pairs are read `at_once`, a power of two that divides head_dim / 2, they are side by side, the first lowest,
// and `pair` counts such groups.
module llama2_rtl_rope_table (
    input wire clk,
    input wire rst,
    input wire start,  // compute the angles
    input wire [7:0] position,  // of this
    output reg ready,  // they are there
    input wire [1:0] pair,  // the pair of elements
    output wire signed [15:0] cos,  // its cosine
    output wire signed [15:0] sin  // its sine
);

wire signed [32:0] a;
wire [31:0] increment;
wire signed [8:0] b;
wire signed [41:0] product;
wire phase_valid;
wire multiplied;
wire [31:0] entry;
wire signed [15:0] new_cos;
wire signed [15:0] new_sin;
wire [31:0] kept;
reg fetched;
reg asking;
reg [1:0] asked;
reg [1:0] stored;
wire new_valid;
wire [31:0] phase;

llama2_rtl_rom_rope_increment u_increments (
    .clk(clk),
    .addr(asked),
    .data(increment)
);

llama2_rtl_multiply_33x9 u_multiply (
    .clk(clk),
    .rst(rst),
    .a(a),
    .b(b),
    .y(product)
);

llama2_rtl_delay_1x2 u_to_phase (
    .clk(clk),
    .rst(rst),
    .d(fetched),
    .q(multiplied)
);

assign a = $signed({1'h0, increment});
assign b = $signed({1'h0, position});

assign phase = product[32-1:0];
assign phase_valid = multiplied;

llama2_rtl_sincos u_sincos (
    .clk(clk),
    .rst(rst),
    .in_valid(phase_valid),
    .phase(phase),
    .out_valid(new_valid),
    .sin(new_sin),
    .cos(new_cos)
);

llama2_rtl_ram_32x4 u_angles (
    .clk(clk),
    .we(new_valid),
    .waddr(stored),
    .wdata(entry),
    .raddr(pair),
    .rdata(kept)
);

assign entry = {new_cos, new_sin};
assign cos = $signed(kept[32-1:16]);
assign sin = $signed(kept[16-1:0]);

always @(posedge clk) begin  // fill
    if (rst == 1) begin
        ready <= 0;
        asked <= 0;
        asking <= 0;
        fetched <= 0;
        stored <= 0;
    end
    else begin
        fetched <= asking;
        if (start) begin
            ready <= 0;
            asking <= 1;
            asked <= 0;
            stored <= 0;
        end
        else begin
            if (asking) begin
                asked <= (asked + 1);
                if ((asked == 3)) begin
                    asking <= 0;
                    asked <= 0;
                end
            end
            if (new_valid) begin
                stored <= (stored + 1);
                if ((stored == 3)) begin
                    ready <= 1;
                    stored <= 0;
                end
            end
        end
    end
end
endmodule
