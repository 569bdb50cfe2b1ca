// llama2_rtl_head_counter: generated from the block head_counter(heads=8, kv_heads=4, head_dim=8, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// `kind` and `head` of the element that `en` marks; `head` counts within its kind. No latency. The elements of each
// of several vectors are counted by themselves.
module llama2_rtl_head_counter (
    input wire clk,
    input wire rst,
    input wire en,  // an element
    output reg [1:0] kind,  // key, value or query
    output reg [2:0] head  // its head
);

localparam [1:0] KEY = 2'd0;
localparam [1:0] QUERY = 2'd2;

reg [2:0] index;
wire last;

assign last = (kind != QUERY) ? (head == 3) : (head == 7);

always @(posedge clk) begin  // count
    if (rst == 1) begin
        head <= 0;
        index <= 0;
        kind <= KEY;
    end
    else begin
        if (en) begin
            index <= (index + 1);
            if ((index == 7)) begin
                index <= 0;
                head <= (head + 1);
                if (last) begin
                    head <= 0;
                    if ((kind == QUERY)) begin
                        kind <= KEY;
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
