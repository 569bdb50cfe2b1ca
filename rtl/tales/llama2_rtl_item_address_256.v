// llama2_rtl_item_address_256: generated from the block item_address(geometry, addr_bits=12, stride=256). Change the block, not this file.
`timescale 1ns/1ps

// An address that runs through an item's positions, then through the next item's.
//
// `addr` is `layer_base` 2 cycles after `start`, then one more after each `advance`; with `item_end` it
// is the next item's first, where the words of an item's heads lie `stride` apart (`item_base`).
module llama2_rtl_item_address_256 (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire [11:0] layer_base,  // the layer's first address
    input wire advance,  // the word is taken
    input wire item_end,  // its item's last word
    output reg [11:0] addr  // the word's address
);

wire [11:0] base;
reg load;
wire next_item;

assign next_item = (load || (advance && item_end));

llama2_rtl_item_base_256 u_item_base (
    .clk(clk),
    .rst(rst),
    .start(start),
    .layer_base(layer_base),
    .advance(next_item),
    .base(base)
);

always @(posedge clk) begin  // step
    if (rst == 1) begin
        load <= 0;
        addr <= 0;
    end
    else begin
        load <= start;
        if (next_item) begin
            addr <= base;
        end
        else if (advance) begin
            addr <= (addr + 1);
        end
    end
end
endmodule
