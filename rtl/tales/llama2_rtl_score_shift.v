// llama2_rtl_score_shift: generated from the block score_shift(largest=32). Change the block, not this file.
`timescale 1ns/1ps

// By how much one slot's dot product is shifted: `score_shift` = `largest` - query_shift - key_shift, which is not
// negative. `key_shift` comes a cycle after `query_shift`, `score_shift` a cycle after that.
module llama2_rtl_score_shift (
    input wire clk,
    input wire rst,
    input wire [4:0] query_shift,  // the query's shift
    input wire [4:0] key_shift,  // the key's shift
    output reg [5:0] score_shift  // the dot product's shift
);

reg [5:0] left;
wire [5:0] query;
wire [5:0] key;

assign query = {{1{1'b0}}, query_shift};

assign key = {{1{1'b0}}, key_shift};

always @(posedge clk) begin  // subtract
    if (rst == 1) begin
        left <= 0;
        score_shift <= 0;
    end
    else begin
        left <= (32 - query);
        score_shift <= (left - key);
    end
end

endmodule
