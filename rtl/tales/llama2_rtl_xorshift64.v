// llama2_rtl_xorshift64: generated from the block xorshift64(position_bits=8). Change the block, not this file.
`timescale 1ns/1ps

// `load` makes `state` the seed beside its complement, in which the position's bits are inverted, `step` the next
// one, `golden.sampling.step`, or where it `stirs`, `golden.sampling.stir`, each a cycle later. Zero after reset, and
// then until it is loaded.
module llama2_rtl_xorshift64 (
    input wire clk,
    input wire rst,
    input wire load,  // a position's numbers begin
    input wire [31:0] seed,  // the seed
    input wire [7:0] position,  // the position
    input wire step,  // move on to the next state
    input wire stirs,  // with the step: it stirs
    output reg [63:0] state  // the generator's state
);

wire [63:0] first;
wire [31:0] low;
wire [31:0] position_wide;
wire [31:0] total;
wire [63:0] second;

assign position_wide = {{24{1'b0}}, position};

assign first = (state ^ {state[51-1:0], 13'h0});
assign low = ((~seed) ^ position_wide);

assign total = (state[32-1:0] + state[64-1:32]);

assign second = (first ^ {7'h0, first[64-1:7]});

always @(posedge clk) begin  // move
    if (rst == 1) begin
        state <= 0;
    end
    else begin
        if (load) begin
            state <= {seed, low};
        end
        else if ((step && stirs)) begin
            state <= {state[64-1:32], total};
        end
        else if (step) begin
            state <= (second ^ {second[47-1:0], 17'h0});
        end
    end
end
endmodule
