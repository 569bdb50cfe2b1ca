// llama2_rtl_combine: generated from the block combine(geometry). Change the block, not this file.
`timescale 1ns/1ps

// `unit` announces the sums of a unit 4 cycles ahead, `pv_valid` brings them, at least `spacing`
// cycles apart; a cycle after `unit` come the span's `deltas`. The sums of an item's final span, added to
// the rescaled ones of the spans before, leave as `u`, Q16.16, `tail` elements per cycle in ascending order,
// `u_commit` with the vector's last. `factor` and `factor_shift` follow `read_item` (counted from `start`)
// and `read_slot` by one cycle. The vectors of a batch are summed up side by side, and what is complete waits until
// it leaves, one vector after the other. It waits too where more sums are added up in a cycle than the tail takes,
// because several query heads share a word.
module llama2_rtl_combine (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire unit,  // a unit is announced
    input wire unit_first_span,  // of its item's first span
    input wire unit_final_span,  // of its item's last span
    input wire [11:0] deltas,  // the growths of the unit's maxima, a cycle after it
    input wire pv_valid,  // sums are there
    input wire [463:0] pv,  // the sums, packed
    output reg [2:0] read_item,  // the item
    output wire [0:0] read_slot,  // its head
    input wire [15:0] factor,  // the reciprocal's mantissa
    input wire [5:0] factor_shift,  // its exponent
    output wire u_we,  // an element is written
    output wire [5:0] u_index,  // its number
    output wire signed [31:0] u,  // the element
    output wire u_commit  // it is the vector's last
);

reg keep_we;
wire at_sum_valid;
wire at_sum_final;
reg [3:0] keep_waddr;
wire [3:0] place;
wire item_end;
wire own_rst;
wire sums_reset;
wire output_reset;
wire [8:0] to_sum_d;
wire [8:0] to_sum_q;
wire valid;
wire fresh;
wire first_span;
wire final_span;
wire pass_end;
wire slot_end;
wire [0:0] slot;
wire [3:0] unloaded_place;
wire signed [30:0] total;
wire at_sum_first;
wire signed [28:0] present;
wire signed [30:0] rescaled;
reg in_valid;
wire [30:0] keep_wdata;
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
    .unit_first_span(unit_first_span),
    .unit_final_span(unit_final_span),
    .valid(valid),
    .fresh(fresh),
    .first_span(first_span),
    .final_span(final_span),
    .pass_end(pass_end),
    .slot_end(slot_end),
    .slot(slot),
    .place(unloaded_place)
);

assign to_sum_d = {valid, first_span, final_span, unloaded_place, pass_end, slot};

llama2_rtl_delay_9x4 u_to_sum (
    .clk(clk),
    .rst(own_rst),
    .d(to_sum_d),
    .q(to_sum_q)
);

assign {at_sum_valid, at_sum_first, at_sum_final, place, item_end, read_slot} = to_sum_q;

assign keep_wdata = total;

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
    .place(unloaded_place),
    .deltas(deltas),
    .rescaled(rescaled),
    .we(keep_we),
    .waddr(keep_waddr),
    .wdata(keep_wdata)
);

llama2_rtl_sum_of_spans u_sum_of_spans (
    .clk(clk),
    .rst(own_rst),
    .present(present),
    .first(at_sum_first),
    .earlier(rescaled),
    .total(total)
);

always @(posedge clk) begin  // mark
    if (own_rst == 1) begin
        in_valid <= 0;
        keep_waddr <= 0;
        keep_we <= 0;
        read_item <= 0;
    end
    else begin
        keep_we <= (at_sum_valid && (!at_sum_final));
        in_valid <= (at_sum_valid && at_sum_final);
        keep_waddr <= place;
        if (start) begin
            read_item <= 0;
        end
        else if ((at_sum_valid && at_sum_final && item_end)) begin
            read_item <= (read_item + 1);
        end
    end
end

llama2_rtl_normalized_output u_normalized_output (
    .clk(clk),
    .rst(output_reset),
    .in_valid(in_valid),
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
