// head_counter: generated from the block head_counter(heads=8, kv_heads=4, head_dim=8). Change the block, not this file.
`timescale 1ns/1ps

module head_counter (
    clk,
    rst,
    en,
    kind,
    head
);
// `kind` and `head` of the element that `en` marks; `head` counts within its kind. No latency.

input clk;
input rst;
input en;
output [1:0] kind;
reg [1:0] kind;
output [2:0] head;
reg [2:0] head;

reg [2:0] index;
wire last;

assign last = (kind != 2) ? (head == 3) : (head == 7);

always @(posedge clk) begin  // count
    if (rst == 1) begin
        head <= 0;
        index <= 0;
        kind <= 0;
    end
    else begin
        if (en) begin
            index <= (index + 1);
            if ((index == 7)) begin
                index <= 0;
                head <= (head + 1);
                if (last) begin
                    head <= 0;
                    if ((kind == 2)) begin
                        kind <= 0;
                    end
                    else begin
                        kind <= (kind + 1);
                    end
                end
            end
        end
    end
end

endmodule
