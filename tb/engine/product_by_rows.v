// A signed product as the sum of its rows, a row for each bit of A: a solver then finds those of a code in those of two
// codes one above the other.
(* techmap_celltype = "$mul" *)
module product_by_rows (A, B, Y);

parameter A_SIGNED = 0;
parameter B_SIGNED = 0;
parameter A_WIDTH = 1;
parameter B_WIDTH = 1;
parameter Y_WIDTH = 1;

input [A_WIDTH-1:0] A;
input [B_WIDTH-1:0] B;
output [Y_WIDTH-1:0] Y;

wire [Y_WIDTH-1:0] b = {{Y_WIDTH{B[B_WIDTH-1]}}, B};
wire [Y_WIDTH*(A_WIDTH+1)-1:0] sums;

assign sums[Y_WIDTH-1:0] = 0;

genvar i;
generate
    for (i = 0; i < A_WIDTH; i = i + 1) begin : row
        wire [Y_WIDTH-1:0] term = (b << i) & {Y_WIDTH{A[i]}};
        if (i == A_WIDTH - 1)
            assign sums[(i+1)*Y_WIDTH +: Y_WIDTH] = sums[i*Y_WIDTH +: Y_WIDTH] - term;
        else
            assign sums[(i+1)*Y_WIDTH +: Y_WIDTH] = sums[i*Y_WIDTH +: Y_WIDTH] + term;
    end
endgenerate

assign Y = sums[Y_WIDTH*A_WIDTH +: Y_WIDTH];
endmodule
