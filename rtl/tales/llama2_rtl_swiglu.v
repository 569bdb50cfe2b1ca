// llama2_rtl_swiglu: generated from the block swiglu(hidden_dim=160, words=1, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// u = sat32(rhu(silu(gate) * up, 16)), `latency(words)` cycles after the up row. The rows alternate, gate first,
// and come at least `words` cycles apart. `u_index` is the element, `u_commit` marks the last. Of several vectors a
// row comes for each, in the order of the vectors, and those of one vector keep this distance.
module llama2_rtl_swiglu (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire in_last,
    input wire signed [31:0] y,
    output wire u_we,  // an element is written
    output reg [7:0] u_index,  // its number
    output wire signed [31:0] u,  // the element
    output wire u_commit  // it is the vector's last
);

wire gate_valid;
reg is_up;
wire up_valid;
wire up_last;
wire activated_valid;
reg signed [31:0] held;
wire own_rst;
wire silu_reset;
wire product_reset;
wire [1:0] to_product_d;
wire [1:0] to_product_q;
wire signed [31:0] activated;
wire signed [63:0] product;
wire signed [31:0] up;
wire product_valid;
wire product_last;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

llama2_rtl_reset_copy u_silu_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(silu_reset)
);

llama2_rtl_reset_copy u_product_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(product_reset)
);

assign gate_valid = (in_valid && (!is_up));
assign up_valid = (in_valid && is_up);
assign up_last = (in_valid && is_up && in_last);

llama2_rtl_silu u_silu (
    .clk(clk),
    .rst(silu_reset),
    .in_valid(gate_valid),
    .x(y),
    .out_valid(activated_valid),
    .y(activated)
);

llama2_rtl_delay_32x6 u_wait (
    .clk(clk),
    .rst(own_rst),
    .d(y),
    .q(up)
);

llama2_rtl_multiply_32x32 u_multiply (
    .clk(clk),
    .rst(product_reset),
    .a(held),
    .b(up),
    .y(product)
);

assign to_product_d = {up_valid, up_last};

llama2_rtl_delay_2x9 u_to_product (
    .clk(clk),
    .rst(own_rst),
    .d(to_product_d),
    .q(to_product_q)
);

assign {product_valid, product_last} = to_product_q;

llama2_rtl_delay_1x3 u_to_end (
    .clk(clk),
    .rst(own_rst),
    .d(product_last),
    .q(u_commit)
);

llama2_rtl_round_shift_64_32 u_round_shift (
    .clk(clk),
    .rst(product_reset),
    .in_valid(product_valid),
    .x(product),
    .n(6'd16),
    .out_valid(u_we),
    .y(u)
);

always @(posedge clk) begin  // count
    if (own_rst == 1) begin
        held <= 0;
        is_up <= 0;
        u_index <= 0;
    end
    else begin
        if (in_valid) begin
            is_up <= (!is_up);
        end
        if (activated_valid) begin
            held <= activated;
        end
        if (u_commit) begin
            u_index <= 0;
        end
        else if (u_we) begin
            u_index <= (u_index + 1);
        end
    end
end
endmodule
