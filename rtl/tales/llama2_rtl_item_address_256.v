// llama2_rtl_item_address_256: generated from the block item_address(geometry, addr_bits=12, stride=256). Change the block, not this file.
`timescale 1ns/1ps

// `addr` is `layer_base` 2 cycles after `start`, then one more after each `advance`; with `item_end` it
// is the next item's first, where the words of an item's heads lie `stride` apart (`item_base`).
module llama2_rtl_item_address_256 (
    input wire clk,
    input wire rst,
    input wire start,
    input wire [11:0] layer_base,
    input wire advance,
    input wire item_end,
    output reg [11:0] addr
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
        addr <= 0;
        load <= 0;
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
