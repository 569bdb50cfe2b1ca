// llama2_rtl_span_position: generated from the block span_position(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Where a walk over (item, span, position) is within its item.
//
// Counts positions on `advance`: `index` within the span, spans up to `last_span`, which ends at `last_index`,
// then the next item's; a span that ends with `again` is counted anew. `bank` counts the spans of all items, modulo
// 4; `next_final` tells that the next one will be its item's final one.
//
// The flags tell about the present position: no latency. `start` returns to the first; `last_span` and
// `last_index` must not change after it, until the walk is over.
module llama2_rtl_span_position (
    input wire clk,
    input wire rst,
    input wire start,  // back to the first position
    input wire [1:0] last_span,  // the span of the token's position
    input wire [5:0] last_index,  // the position in its span
    input wire advance,  // on to the next position
    input wire again,  // the span is to be counted anew at its end
    output reg [1:0] bank,  // the span's number, modulo the banks
    output reg [5:0] index,  // the position in the span
    output reg first_span,  // the span is its item's first
    output reg final_span,  // the span is its item's last
    output reg next_final,  // the next span will be its item's last
    output reg span_end  // the position is its span's last
);

reg [5:0] left;
reg [5:0] limit;
reg lone;
reg [1:0] next_left;
reg [5:0] next_limit;
reg next_lone;
wire one_position;
wire single;

assign one_position = (last_index == 0);
assign single = (last_span == 0);

always @(posedge clk) begin  // count_spans
    if (rst == 1) begin
        limit <= 0;
        lone <= 0;
        next_final <= 0;
        next_left <= 0;
        bank <= 0;
        final_span <= 0;
        first_span <= 0;
    end
    else begin
        if (start) begin
            bank <= 0;
            first_span <= 1;
            final_span <= single;
            limit <= 63;
            lone <= (single && one_position);
            if (single) begin
                limit <= last_index;
            end
            next_left <= (last_span - 1);
            next_final <= (last_span == 1);
            if (single) begin
                next_left <= 0;
                next_final <= 1;
            end
        end
        else if ((advance && span_end && (!again))) begin
            bank <= (bank + 1);
            first_span <= final_span;
            final_span <= next_final;
            limit <= next_limit;
            lone <= next_lone;
            next_left <= (next_left - 1);
            next_final <= (next_left == 1);
            if (next_final) begin
                next_left <= last_span;
                next_final <= single;
            end
        end
    end
end

always @(next_final, one_position, last_index) begin  // look_ahead
    next_limit = 63;
    if (next_final) begin
        next_limit = last_index;
    end
    next_lone = (next_final && one_position);
end

always @(posedge clk) begin  // count_positions
    if (rst == 1) begin
        left <= 0;
        index <= 0;
        span_end <= 0;
    end
    else begin
        if (start) begin
            index <= 0;
            left <= 63;
            span_end <= (single && one_position);
            if (single) begin
                left <= last_index;
            end
        end
        else if ((advance && span_end)) begin
            index <= 0;
            if (again) begin
                left <= limit;
                span_end <= lone;
            end
            else begin
                left <= next_limit;
                span_end <= next_lone;
            end
        end
        else if (advance) begin
            index <= (index + 1);
            left <= (left - 1);
            span_end <= (left == 1);
        end
    end
end
endmodule
