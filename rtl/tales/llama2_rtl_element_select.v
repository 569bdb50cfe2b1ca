// llama2_rtl_element_select: generated from the block element_select(index_bits=8, dim_bits=6, attend_bits=6, hidden_bits=8, vectors=1, tail=1). Change the block, not this file.
`timescale 1ns/1ps

// Passes on the element of whichever source writes; no two do in one cycle. Combinational.
module llama2_rtl_element_select (
    input wire norm_we,  // an element is written
    input wire [5:0] norm_index,  // its number
    input wire signed [31:0] norm_u,  // the element
    input wire norm_commit,  // it is the vector's last
    input wire attend_we,  // an element is written
    input wire [5:0] attend_index,  // its number
    input wire signed [31:0] attend_u,  // the element
    input wire attend_commit,  // it is the vector's last
    input wire hidden_we,  // an element is written
    input wire [7:0] hidden_index,  // its number
    input wire signed [31:0] hidden_u,  // the element
    input wire hidden_commit,  // it is the vector's last
    output reg we,  // an element is written
    output reg [7:0] index,  // its number
    output reg signed [31:0] u,  // the element
    output reg commit  // it is the vector's last
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
