// llama2_rtl_delay_12x6: generated from the block delay(width=12, cycles=6). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_12x6 (
    input wire clk,
    input wire rst,
    input wire [11:0] d,
    output wire [11:0] q  // d, delayed
);

reg [71:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[60-1:0], d};
    end
end

assign q = line[72-1:60];

endmodule
