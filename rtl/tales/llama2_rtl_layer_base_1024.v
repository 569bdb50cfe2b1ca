// llama2_rtl_layer_base_1024: generated from the block layer_base(addr_bits=12, stride=1024). Change the block, not this file.
`timescale 1ns/1ps

// Where a layer's keys and values begin in the KV cache: `base`, valid from the cycle after `start`, moves on by
// `stride` per layer, from 0 where `layer_first`.
module llama2_rtl_layer_base_1024 (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire layer_first,  // it is its token's first
    output reg [11:0] base  // the layer's first address
);

always @(posedge clk) begin  // step
    if (rst == 1) begin
        base <= 0;
    end
    else begin
        if ((start && layer_first)) begin
            base <= 0;
        end
        else if (start) begin
            base <= (base + 1024);
        end
    end
end
endmodule
