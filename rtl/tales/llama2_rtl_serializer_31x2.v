// llama2_rtl_serializer_31x2: generated from the block serializer(width=31, count=2). Change the block, not this file.
`timescale 1ns/1ps

// Parallel in, serial out: `element` is the first of `elements` in the cycle of `load`, the next one in each
// cycle that follows; `count` >= 2.
module llama2_rtl_serializer_31x2 (
    input wire clk,
    input wire rst,
    input wire load,  // elements come
    input wire [61:0] elements,  // the elements, packed
    output reg [30:0] element  // one of the elements
);

reg [30:0] line;
wire [30:0] shifted;
wire own_rst;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

always @(load, elements, line) begin  // choose
    if (load) begin
        element = elements[31-1:0];
    end
    else begin
        element = line[31-1:0];
    end
end

assign shifted = (line >>> 31);

always @(posedge clk) begin  // move
    if (own_rst == 1) begin
        line <= 0;
    end
    else begin
        if (load) begin
            line <= elements[62-1:31];
        end
        else begin
            line <= shifted;
        end
    end
end
endmodule
