// llama2_rtl_delay_6x3: generated from the block delay(width=6, cycles=3). Change the block, not this file.
`timescale 1ns/1ps

// A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.
module llama2_rtl_delay_6x3 (
    input wire clk,
    input wire rst,
    input wire [5:0] d,
    output wire [5:0] q  // d, delayed
);

reg [17:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= {line[12-1:0], d};
    end
end

assign q = line[18-1:12];

endmodule
