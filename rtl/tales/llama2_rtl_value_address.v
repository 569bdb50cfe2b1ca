// llama2_rtl_value_address: generated from the block value_address(geometry, addr_bits=12, stride=256). Change the block, not this file.
`timescale 1ns/1ps

// Addresses of the values: per span the first words of all positions, then the second ones, and so on.
//
// `addr` of the present beat is `layer_base` 2 cycles after `start`; `advance` moves to the next beat.
// A unit takes one word of each position of a span: the words lie `chunks` apart. `stride`: see `item_base`.
module llama2_rtl_value_address (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire [11:0] layer_base,  // the layer's first address
    input wire advance,  // the word is taken
    input wire unit_end,  // its unit's last word
    input wire span_end,  // its span's
    input wire item_end,  // its item's last word
    output reg [11:0] addr  // the word's address
);

reg [11:0] after;
wire [11:0] base;
reg load;
wire next_item;
reg [11:0] unit_base;

assign next_item = (load || (advance && item_end));

always @(unit_base, addr, span_end, unit_end) begin  // add
    if ((!unit_end)) begin
        after = (addr + 1);
    end
    else if (span_end) begin
        after = (addr + 1);
    end
    else begin
        after = (unit_base + 1);
    end
end

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
        unit_base <= 0;
        addr <= 0;
    end
    else begin
        load <= start;
        if (next_item) begin
            addr <= base;
            unit_base <= base;
        end
        else if (advance) begin
            addr <= after;
            if (unit_end) begin
                unit_base <= after;
            end
        end
    end
end
endmodule
