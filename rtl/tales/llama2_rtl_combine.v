// llama2_rtl_combine: generated from the block combine(geometry). Change the block, not this file.
`timescale 1ns/1ps

// `unit` announces the sums of a unit 4 cycles ahead, `pv_valid` brings them, at least `spacing`
// cycles apart; a cycle after `unit` come the block's `deltas`. The sums of an item's final block, added to
// the rescaled ones of the blocks before, leave as `u`, Q16.16, one element per cycle in ascending order,
// `u_commit` with the vector's last. `factor` and `factor_shift` follow `read_item` (counted from `start`)
// and `read_slot` by one cycle.
module llama2_rtl_combine (
    input wire clk,
    input wire rst,
    input wire start,
    input wire unit,
    input wire unit_first_block,
    input wire unit_final_block,
    input wire [11:0] deltas,
    input wire pv_valid,
    input wire [463:0] pv,
    output reg [2:0] read_item,
    output wire [0:0] read_slot,
    input wire [15:0] factor,
    input wire [5:0] factor_shift,
    output wire u_we,
    output wire [5:0] u_index,
    output wire signed [31:0] u,
    output wire u_commit
);

wire [8:0] tag;
wire valid;
wire first_block;
wire final_block;
wire pass_end;
wire [0:0] slot;
wire [3:0] place;
wire at_sum_valid;
wire [8:0] tag_at_sum;
wire at_sum_first;
wire at_sum_final;
wire at_sum_end;
reg signed [28:0] element;
wire signed [28:0] present;
reg signed [30:0] total;
wire signed [30:0] wide_element;
wire signed [30:0] rescaled;
reg keep;
reg finished;
reg [3:0] kept_place;
wire own_rst;
wire sums_reset;
wire output_reset;
wire fresh;
wire slot_end;
wire [463:0] useful;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

llama2_rtl_reset_copy u_sums_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(sums_reset)
);

llama2_rtl_reset_copy u_output_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(output_reset)
);

llama2_rtl_unload_control u_unload_control (
    .clk(clk),
    .rst(own_rst),
    .unit(unit),
    .unit_first_block(unit_first_block),
    .unit_final_block(unit_final_block),
    .valid(valid),
    .fresh(fresh),
    .first_block(first_block),
    .final_block(final_block),
    .pass_end(pass_end),
    .slot_end(slot_end),
    .slot(slot),
    .place(place)
);

llama2_rtl_delay_9x4 u_tag (
    .clk(clk),
    .rst(own_rst),
    .d(tag),
    .q(tag_at_sum)
);

assign tag = {valid, first_block, final_block, pass_end, slot, place};
assign at_sum_valid = tag_at_sum[(9 - 1)];
assign at_sum_first = tag_at_sum[(9 - 2)];
assign at_sum_final = tag_at_sum[(9 - 3)];
assign at_sum_end = tag_at_sum[(9 - 4)];
assign read_slot = tag_at_sum[(1 + 4)-1:4];

assign wide_element = {{2{element[28]}}, element};

llama2_rtl_serializer_29x16 u_serializer (
    .clk(clk),
    .rst(rst),
    .load(pv_valid),
    .elements(useful),
    .element(present)
);

llama2_rtl_rescaled_sums u_rescaled_sums (
    .clk(clk),
    .rst(sums_reset),
    .fresh(fresh),
    .slot_end(slot_end),
    .place(place),
    .deltas(deltas),
    .rescaled(rescaled),
    .we(keep),
    .write_place(kept_place),
    .total(total)
);

always @(posedge clk) begin  // add
    if (own_rst == 1) begin
        element <= 0;
        finished <= 0;
        keep <= 0;
        kept_place <= 0;
        read_item <= 0;
        total <= 0;
    end
    else begin
        element <= present;
        if (at_sum_first) begin
            total <= wide_element;
        end
        else begin
            total <= (wide_element + rescaled);
        end
        keep <= (at_sum_valid && (!at_sum_final));
        finished <= (at_sum_valid && at_sum_final);
        kept_place <= tag_at_sum[4-1:0];
        if (start) begin
            read_item <= 0;
        end
        else if ((at_sum_valid && at_sum_final && at_sum_end)) begin
            read_item <= (read_item + 1);
        end
    end
end

llama2_rtl_normalized_output u_normalized_output (
    .clk(clk),
    .rst(output_reset),
    .in_valid(finished),
    .total(total),
    .reciprocal(factor),
    .shift(factor_shift),
    .u_we(u_we),
    .u_index(u_index),
    .u(u),
    .u_commit(u_commit)
);

assign useful = {
    pv[463:435],
    pv[434:406],
    pv[405:377],
    pv[376:348],
    pv[347:319],
    pv[318:290],
    pv[289:261],
    pv[260:232],
    pv[231:203],
    pv[202:174],
    pv[173:145],
    pv[144:116],
    pv[115:87],
    pv[86:58],
    pv[57:29],
    pv[28:0]
};
endmodule
