// llama2_rtl_item_base_256: generated from the block item_base(geometry, addr_bits=12, stride=256). Change the block, not this file.
`timescale 1ns/1ps

// `base` = address of an item's first word: `layer_base` from the cycle after `start` on, the next item's from the
// cycle after each `advance`.
//
// Items that share their words of the cache follow one another; the words of the next ones lie `stride` on.
module llama2_rtl_item_base_256 (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire [11:0] layer_base,  // the layer's first address
    input wire advance,  // on to the next item
    output reg [11:0] base  // the item's first address
);

reg [0:0] sharer;

always @(posedge clk) begin  // step
    if (rst == 1) begin
        base <= 0;
        sharer <= 0;
    end
    else begin
        if (start) begin
            base <= layer_base;
            sharer <= 0;
        end
        else if (advance) begin
            if ((sharer == 0)) begin
                sharer <= 0;
                base <= (base + 256);
            end
            else begin
                sharer <= (sharer + 1);
            end
        end
    end
end

endmodule
