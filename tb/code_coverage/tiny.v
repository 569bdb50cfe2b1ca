// tiny: generated from the block tiny(). Change the block, not this file.
`timescale 1ns/1ps

module tiny (
    input wire clk,
    input wire rst,
    input wire [1:0] a,
    output reg [1:0] q,
    output wire y
);

reg never;
reg [3:0] mem [0:1];

assign y = (a == 2) ? never : q[0];

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        q <= 0;
        never <= 0;
    end
    else begin
        mem[0] <= {a, q};
        if (a == 3) begin
            never <= 1;
        end
        else if (a[0]) begin
            q <= {1'b0, !q[0]};
        end
        case (a)
            2'd2: begin
                never <= 1;
                q <= 3;
            end
            default: begin
                never <= 0;
            end
        endcase
    end
end
situation$held: cover property (@(posedge clk) a == 1 && !rst);  // a is one
situation$missed: cover property (@(posedge clk) a == 2 && !rst);  // a is two
endmodule
