// llama2_rtl_delay_2x9: generated from the block delay(width=2, cycles=9). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_2x9 (
    input wire clk,
    input wire rst,
    input wire [1:0] d,
    output wire [1:0] q  // d, delayed
);

reg [17:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[16-1:0], d};
    end
end

assign q = line[18-1:16];

endmodule
