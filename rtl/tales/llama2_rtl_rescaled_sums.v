// llama2_rtl_rescaled_sums: generated from the block rescaled_sums(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Keeps the sums that are written; `rescaled` = rhu(kept[place], delta of its slot), 4 cycles after `place`.
//
// `deltas` come with `fresh`, the first element of a unit; `slot_end` marks a slot's last element.
module llama2_rtl_rescaled_sums (
    input wire clk,
    input wire rst,
    input wire fresh,  // the first element of a unit
    input wire slot_end,  // the last element of a slot
    input wire [3:0] place,  // the element's number
    input wire [11:0] deltas,  // the maxima's growths, with the first element
    output wire signed [30:0] rescaled,  // the element's sum so far
    input wire we,  // a word is written
    input wire [3:0] waddr,  // its address
    input wire [30:0] wdata  // the word
);

wire [5:0] delta;
reg [11:0] line;
reg shift_line;
wire [30:0] kept_rdata;

always @(posedge clk) begin  // follow
    if (rst == 1) begin
        line <= 0;
        shift_line <= 0;
    end
    else begin
        shift_line <= slot_end;
        if (fresh) begin
            line <= deltas;
        end
        else if (shift_line) begin
            line <= (line >>> 6);
        end
    end
end

assign delta = line[6-1:0];

llama2_rtl_ram_31x16 u_ram (
    .clk(clk),
    .we(we),
    .waddr(waddr),
    .wdata(wdata),
    .raddr(place),
    .rdata(kept_rdata)
);

llama2_rtl_round_shift_31_31 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(fresh),
    .x(kept_rdata),
    .n(delta),
    .out_valid(),
    .y(rescaled)
);
endmodule
