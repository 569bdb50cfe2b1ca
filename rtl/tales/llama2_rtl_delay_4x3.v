// llama2_rtl_delay_4x3: generated from the block delay(width=4, cycles=3). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_4x3 (
    input wire clk,
    input wire rst,
    input wire [3:0] d,
    output wire [3:0] q  // d, delayed
);

reg [11:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[8-1:0], d};
    end
end

assign q = line[12-1:8];

endmodule
