// llama2_rtl_value_address: generated from the block value_address(geometry, addr_bits=12, stride=256). Change the block, not this file.
`timescale 1ns/1ps

// `addr` of the present beat is `layer_base` 2 cycles after `start`; `advance` moves to the next beat.
//
// A unit takes one word of each position of a block: the words lie `chunks` apart. The flags tell about the
// present beat: `block_end` implies `unit_end`, `item_end` both. `stride`: see `item_base`.
module llama2_rtl_value_address (
    input wire clk,
    input wire rst,
    input wire start,
    input wire [11:0] layer_base,
    input wire advance,
    input wire unit_end,
    input wire block_end,
    input wire item_end,
    output reg [11:0] addr
);

reg [11:0] after;
wire [11:0] base;
reg load;
wire next_item;
reg [11:0] unit_base;

assign next_item = (load || (advance && item_end));

always @(addr, block_end, unit_base, unit_end) begin  // add
    if ((!unit_end)) begin
        after = (addr + 1);
    end
    else if (block_end) begin
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
        addr <= 0;
        load <= 0;
        unit_base <= 0;
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
