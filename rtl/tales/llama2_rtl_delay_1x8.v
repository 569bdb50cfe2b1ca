// llama2_rtl_delay_1x8: generated from the block delay(width=1, cycles=8). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_1x8 (
    input wire clk,
    input wire rst,
    input wire [0:0] d,
    output wire [0:0] q  // d, delayed
);

reg [7:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[7-1:0], d};
    end
end

assign q = line[8-1:7];

endmodule
