// llama2_rtl_softmax_pass: generated from the block softmax_pass(geometry, pause=4). Change the block, not this file.
`timescale 1ns/1ps

// Per `span_scored` a pass over the span's positions, one per cycle with `valid`; earliest 2 cycles
// after it.
//
// From the last position of a pass to the first of the next are at least `pause` >= 2 cycles, in which
// `bank` is already the next one. `first` and `last` bound a pass. `read_index` is one cycle ahead of
// `index`.
module llama2_rtl_softmax_pass (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire [1:0] last_span,  // the span of the token's position
    input wire [5:0] last_index,  // the position in its span
    input wire span_scored,  // a span's scores are complete
    output reg valid,  // a position
    output wire first,  // its span's first
    output wire last,  // its span's last
    output wire [1:0] bank,  // the span's number, modulo the banks
    output wire [5:0] index,  // the position in the span
    output wire first_span,  // the span is its item's first
    output wire final_span,  // the span is its item's last
    output reg [5:0] read_index  // the next position
);

wire go;
reg [1:0] hold;
reg [2:0] pending;
wire span_end;

assign go = ((pending != 0) && (!valid) && (hold == 0));
assign first = (valid && (index == 0));
assign last = (valid && span_end);

llama2_rtl_span_position u_span_position (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_span(last_span),
    .last_index(last_index),
    .advance(valid),
    .again(1'd0),
    .bank(bank),
    .index(index),
    .first_span(first_span),
    .final_span(final_span),
    .next_final(),
    .span_end(span_end)
);

always @(posedge clk) begin  // run
    if (rst == 1) begin
        hold <= 0;
        read_index <= 0;
        valid <= 0;
    end
    else begin
        if (go) begin
            valid <= 1;
        end
        else if (last) begin
            valid <= 0;
        end
        if (last) begin
            read_index <= 0;
        end
        else if ((go || valid)) begin
            read_index <= (read_index + 1);
        end
        if (last) begin
            hold <= 2;
        end
        else if ((hold != 0)) begin
            hold <= (hold - 1);
        end
    end
end

always @(posedge clk) begin  // count
    if (rst == 1) begin
        pending <= 0;
    end
    else begin
        if ((span_scored && (!go))) begin
            pending <= (pending + 1);
        end
        else if ((go && (!span_scored))) begin
            pending <= (pending - 1);
        end
    end
end
endmodule
