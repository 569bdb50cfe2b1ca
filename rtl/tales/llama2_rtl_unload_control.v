// llama2_rtl_unload_control: generated from the block unload_control(geometry). Change the block, not this file.
`timescale 1ns/1ps

// From the cycle after `unit` one element per cycle, `valid`, as many as the unit has, or `sums_per_cycle` of them
// that count as one: `fresh` with the first.
//
// `place` counts the elements of an item over its units, `slot` its heads, of which several have a part in each unit;
// `slot_end` and `pass_end` tell that the element is the last of such. `first_span` and `final_span` are kept as they
// come with `unit`.
module llama2_rtl_unload_control (
    input wire clk,
    input wire rst,
    input wire unit,  // a unit is announced
    input wire unit_first_span,  // of its item's first span
    input wire unit_final_span,  // of its item's last span
    output reg valid,  // an element
    output reg fresh,  // its unit's first
    output reg first_span,  // of its item's first span
    output reg final_span,  // of its item's last span
    output wire pass_end,  // the item's last element
    output wire slot_end,  // its head's last
    output reg [0:0] slot,  // its head
    output reg [3:0] place  // its number within the item
);

reg [2:0] index;
wire unit_end;

assign pass_end = (place == 15);
assign slot_end = (index == 7);
assign unit_end = (place == 15);

always @(posedge clk) begin  // take
    if (rst == 1) begin
        final_span <= 0;
        first_span <= 0;
        fresh <= 0;
        valid <= 0;
    end
    else begin
        fresh <= unit;
        if (unit) begin
            valid <= 1;
            first_span <= unit_first_span;
            final_span <= unit_final_span;
        end
        else if (unit_end) begin
            valid <= 0;
        end
    end
end

always @(posedge clk) begin  // count
    if (rst == 1) begin
        place <= 0;
        slot <= 0;
        index <= 0;
    end
    else begin
        if (valid) begin
            if (pass_end) begin
                place <= 0;
            end
            else begin
                place <= (place + 1);
            end
            if (slot_end) begin
                index <= 0;
            end
            else begin
                index <= (index + 1);
            end
            if ((pass_end || (slot_end && (slot == 1)))) begin
                slot <= 0;
            end
            else if (slot_end) begin
                slot <= (slot + 1);
            end
        end
    end
end
endmodule
