// llama2_rtl_delay_10x1: generated from the block delay(width=10, cycles=1). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_10x1 (
    input wire clk,
    input wire rst,
    input wire [9:0] d,
    output wire [9:0] q  // d, delayed
);

reg [9:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= d;
    end
end

assign q = line[10-1:0];

endmodule
