// llama2_rtl_delay_bit_5: generated from the block delay_bit(cycles=5). Change the block, not this file.
`timescale 1ns/1ps

// `delay` of one bit, a pipeline's valid: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_bit_5 (
    input wire clk,
    input wire rst,
    input wire d,
    output wire q  // d, delayed
);

reg [4:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[4-1:0], d};
    end
end

assign q = line[4];

endmodule
