// llama2_rtl_serializer_40x2: generated from the block serializer(width=40, count=2). Change the block, not this file.
`timescale 1ns/1ps

// Parallel in, serial out: `element` is the first of `elements` in the cycle of `load`, the next one in each
// cycle that follows, up to the last; `count` >= 2. Loads come at least `count` cycles apart: the choice between
// `elements` and those kept is a register of its own, for what follows it may be long.
module llama2_rtl_serializer_40x2 (
    input wire clk,
    input wire rst,
    input wire load,  // elements come
    input wire [79:0] elements,  // the elements, packed
    output reg [39:0] element  // one of the elements
);

reg following;
reg [39:0] line;
wire [39:0] shifted;
reg [0:0] left;
wire [0:0] most;
wire own_rst;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

assign most = 1'd0;

always @(elements, following, line) begin  // choose
    if (following) begin
        element = line[40-1:0];
    end
    else begin
        element = elements[40-1:0];
    end
end

assign shifted = (line >>> 40);

always @(posedge clk) begin  // move
    if (own_rst == 1) begin
        following <= 0;
        left <= 0;
        line <= 0;
    end
    else begin
        if (load) begin
            line <= elements[80-1:40];
            left <= most;
            following <= 1;
        end
        else begin
            line <= shifted;
            left <= (left >>> 1);
            following <= left[0];
        end
    end
end
endmodule
