// llama2_rtl_word_element: generated from the block word_element(elements=8, k_bits=16, v_bits=8, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// Keeps the mantissa written to `place` `number`, read as a `key` or as a `value` from the next cycle on; place 0
// begins a new word, in which this element is zero until it is written. Each of several vectors has its word; `key`
// and `value` are those of the vector `read`.
module llama2_rtl_word_element (
    input wire clk,
    input wire rst,
    input wire [2:0] number,  // this element's place
    input wire we,  // a mantissa is written
    input wire [2:0] place,  // its place
    input wire signed [15:0] mantissa,  // the mantissa
    output wire [15:0] key,  // the element of a word of keys
    output wire [7:0] value  // the element of a word of values
);

reg [15:0] kept;

always @(posedge clk) begin  // keep
    if (rst == 1) begin
        kept <= 0;
    end
    else begin
        if (we) begin
            if ((place == number)) begin
                kept <= mantissa[16-1:0];
            end
            else if ((place == 0)) begin
                kept <= 0;
            end
        end
    end
end

assign key = kept[16-1:0];
assign value = kept[8-1:0];
endmodule
