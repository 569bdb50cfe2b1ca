// llama2_rtl_delay_3x4: generated from the block delay(width=3, cycles=4). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_3x4 (
    input wire clk,
    input wire rst,
    input wire [2:0] d,
    output wire [2:0] q  // d, delayed
);

reg [11:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[9-1:0], d};
    end
end

assign q = line[12-1:9];

endmodule
