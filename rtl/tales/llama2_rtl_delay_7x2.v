// llama2_rtl_delay_7x2: generated from the block delay(width=7, cycles=2). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_7x2 (
    input wire clk,
    input wire rst,
    input wire [6:0] d,
    output wire [6:0] q  // d, delayed
);

reg [13:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[7-1:0], d};
    end
end

assign q = line[14-1:7];

endmodule
