// llama2_rtl_delay_32x5: generated from the block delay(width=32, cycles=5). Change the block, not this file.
`timescale 1ns/1ps

// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_32x5 (
    input wire clk,
    input wire rst,
    input wire [31:0] d,
    output wire [31:0] q
);

reg [159:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[128-1:0], d};
    end
end

assign q = line[160-1:128];

endmodule
