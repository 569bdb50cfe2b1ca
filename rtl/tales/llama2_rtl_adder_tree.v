// llama2_rtl_adder_tree: generated from the block adder_tree(lanes=16, columns=8, segment=8). Change the block, not this file.
`timescale 1ns/1ps

// `rows` = the sums of every `columns` neighbouring products of `lanes`, log2(columns) cycles later; `segments` =
// those of every `segment` neighbouring ones, log2(segment) cycles later.
module llama2_rtl_adder_tree (
    input wire clk,
    input wire rst,
    input wire [511:0] products,  // a product per lane
    output wire [69:0] rows,  // a sum per row
    output wire [69:0] segments  // a sum per segment
);

wire reset;
wire [263:0] sums_of_2;
wire [135:0] sums_of_4;
wire [69:0] sums_of_8;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

wire [32:0] add_2_0_total;
llama2_rtl_adder_32 add_2_0 (
    .clk(clk),
    .rst(reset),
    .a(products[31:0]),
    .b(products[63:32]),
    .total(add_2_0_total)
);

wire [32:0] add_2_1_total;
llama2_rtl_adder_32 add_2_1 (
    .clk(clk),
    .rst(reset),
    .a(products[95:64]),
    .b(products[127:96]),
    .total(add_2_1_total)
);

wire [32:0] add_2_2_total;
llama2_rtl_adder_32 add_2_2 (
    .clk(clk),
    .rst(reset),
    .a(products[159:128]),
    .b(products[191:160]),
    .total(add_2_2_total)
);

wire [32:0] add_2_3_total;
llama2_rtl_adder_32 add_2_3 (
    .clk(clk),
    .rst(reset),
    .a(products[223:192]),
    .b(products[255:224]),
    .total(add_2_3_total)
);

wire [32:0] add_2_4_total;
llama2_rtl_adder_32 add_2_4 (
    .clk(clk),
    .rst(reset),
    .a(products[287:256]),
    .b(products[319:288]),
    .total(add_2_4_total)
);

wire [32:0] add_2_5_total;
llama2_rtl_adder_32 add_2_5 (
    .clk(clk),
    .rst(reset),
    .a(products[351:320]),
    .b(products[383:352]),
    .total(add_2_5_total)
);

wire [32:0] add_2_6_total;
llama2_rtl_adder_32 add_2_6 (
    .clk(clk),
    .rst(reset),
    .a(products[415:384]),
    .b(products[447:416]),
    .total(add_2_6_total)
);

wire [32:0] add_2_7_total;
llama2_rtl_adder_32 add_2_7 (
    .clk(clk),
    .rst(reset),
    .a(products[479:448]),
    .b(products[511:480]),
    .total(add_2_7_total)
);

wire [33:0] add_4_0_total;
llama2_rtl_adder_33 add_4_0 (
    .clk(clk),
    .rst(reset),
    .a(sums_of_2[32:0]),
    .b(sums_of_2[65:33]),
    .total(add_4_0_total)
);

wire [33:0] add_4_1_total;
llama2_rtl_adder_33 add_4_1 (
    .clk(clk),
    .rst(reset),
    .a(sums_of_2[98:66]),
    .b(sums_of_2[131:99]),
    .total(add_4_1_total)
);

wire [33:0] add_4_2_total;
llama2_rtl_adder_33 add_4_2 (
    .clk(clk),
    .rst(reset),
    .a(sums_of_2[164:132]),
    .b(sums_of_2[197:165]),
    .total(add_4_2_total)
);

wire [33:0] add_4_3_total;
llama2_rtl_adder_33 add_4_3 (
    .clk(clk),
    .rst(reset),
    .a(sums_of_2[230:198]),
    .b(sums_of_2[263:231]),
    .total(add_4_3_total)
);

wire [34:0] add_8_0_total;
llama2_rtl_adder_34 add_8_0 (
    .clk(clk),
    .rst(reset),
    .a(sums_of_4[33:0]),
    .b(sums_of_4[67:34]),
    .total(add_8_0_total)
);

wire [34:0] add_8_1_total;
llama2_rtl_adder_34 add_8_1 (
    .clk(clk),
    .rst(reset),
    .a(sums_of_4[101:68]),
    .b(sums_of_4[135:102]),
    .total(add_8_1_total)
);

assign rows = sums_of_8;

assign segments = sums_of_8;

assign sums_of_2 = {
    add_2_7_total,
    add_2_6_total,
    add_2_5_total,
    add_2_4_total,
    add_2_3_total,
    add_2_2_total,
    add_2_1_total,
    add_2_0_total
};

assign sums_of_4 = {
    add_4_3_total,
    add_4_2_total,
    add_4_1_total,
    add_4_0_total
};

assign sums_of_8 = {
    add_8_1_total,
    add_8_0_total
};
endmodule
