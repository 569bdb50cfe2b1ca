// llama2_rtl_element_select: generated from the block element_select(index_bits=8, dim_bits=6, hidden_bits=8). Change the block, not this file.
`timescale 1ns/1ps

// Passes on the element of whichever source writes; no two do in one cycle. No latency.
module llama2_rtl_element_select (
    input wire norm_we,
    input wire [5:0] norm_index,
    input wire signed [31:0] norm_u,
    input wire norm_commit,
    input wire attend_we,
    input wire [5:0] attend_index,
    input wire signed [31:0] attend_u,
    input wire attend_commit,
    input wire hidden_we,
    input wire [7:0] hidden_index,
    input wire signed [31:0] hidden_u,
    input wire hidden_commit,
    output reg we,
    output reg [7:0] index,
    output reg signed [31:0] u,
    output reg commit
);

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
