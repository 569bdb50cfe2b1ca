// llama2_rtl_xorshift64: generated from the block xorshift64(). Change the block, not this file.
`timescale 1ns/1ps

// `load` makes `state` the seed beside its complement, `step` the next one, `golden.sampling.step`, each a cycle
// later. Zero after reset, and then until it is loaded.
module llama2_rtl_xorshift64 (
    input wire clk,
    input wire rst,
    input wire load,  // a new seed
    input wire [31:0] seed,  // the seed
    input wire step,  // move on to the next state
    output reg [63:0] state  // the generator's state
);

wire [31:0] complement;
wire [63:0] first;
wire [63:0] second;

assign first = (state ^ {state[51-1:0], 13'h0});
assign complement = (~seed);

assign second = (first ^ {7'h0, first[64-1:7]});

always @(posedge clk) begin  // move
    if (rst == 1) begin
        state <= 0;
    end
    else begin
        if (load) begin
            state <= {seed, complement};
        end
        else if (step) begin
            state <= (second ^ {second[47-1:0], 17'h0});
        end
    end
end
endmodule
