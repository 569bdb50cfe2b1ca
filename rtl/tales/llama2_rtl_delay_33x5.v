// llama2_rtl_delay_33x5: generated from the block delay(width=33, cycles=5). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_33x5 (
    input wire clk,
    input wire rst,
    input wire [32:0] d,
    output wire [32:0] q  // d, delayed
);

reg [164:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[132-1:0], d};
    end
end

assign q = line[165-1:132];

endmodule
