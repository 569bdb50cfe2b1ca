// element_select: generated from the block element_select(index_bits=8, dim_bits=6, hidden_bits=8). Change the block, not this file.
`timescale 1ns/1ps

module element_select (
    norm_we,
    norm_index,
    norm_u,
    norm_commit,
    attend_we,
    attend_index,
    attend_u,
    attend_commit,
    hidden_we,
    hidden_index,
    hidden_u,
    hidden_commit,
    we,
    index,
    u,
    commit
);
// Passes on the element of whichever source writes; no two do in one cycle. No latency.

input norm_we;
input [5:0] norm_index;
input signed [31:0] norm_u;
input norm_commit;
input attend_we;
input [5:0] attend_index;
input signed [31:0] attend_u;
input attend_commit;
input hidden_we;
input [7:0] hidden_index;
input signed [31:0] hidden_u;
input hidden_commit;
output we;
reg we;
output [7:0] index;
reg [7:0] index;
output signed [31:0] u;
reg signed [31:0] u;
output commit;
reg commit;

wire [7:0] norm_wide;
wire [7:0] attend_wide;
wire [7:0] hidden_wide;

assign norm_wide = {{2{1'b0}}, norm_index};

assign attend_wide = {{2{1'b0}}, attend_index};

assign hidden_wide = hidden_index;

always @(attend_commit, attend_u, attend_we, attend_wide, hidden_commit, hidden_u, hidden_we, hidden_wide, norm_commit, norm_u, norm_we, norm_wide) begin  // select
    we = (norm_we || attend_we || hidden_we);
    commit = (norm_commit || attend_commit || hidden_commit);
    if (norm_we) begin
        index = norm_wide;
        u = norm_u;
    end
    else if (attend_we) begin
        index = attend_wide;
        u = attend_u;
    end
    else begin
        index = hidden_wide;
        u = hidden_u;
    end
end

endmodule
