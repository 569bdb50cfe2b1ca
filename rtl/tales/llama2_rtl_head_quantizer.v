// llama2_rtl_head_quantizer: generated from the block head_quantizer(head_dim=8, bits_k=16, bits_v=8, tag_bits=5, vectors=1, tail=1). Change the block, not this file.
`timescale 1ns/1ps

// Heads of `head_dim` elements come at up to one element per cycle, `in_is_v` and `tag` constant over a head. Each
// is kept until its largest element is known, then leaves at one mantissa per cycle, 7 cycles after its
// last element, with its `shift`: of `bits_v` bits where `in_is_v`, else of `bits_k`. Meanwhile the next one comes.
// A reset drops the heads that have not left.
//
// Of several vectors the first elements of a head come in the order of the vectors, then the second ones; their heads
// leave in this order, one after the other, the first of them `latency(vectors)` cycles after its last element.
//
// With a `tail` of several elements, a power of two below `head_dim` that divides it, as many come and leave in a
// cycle.
module llama2_rtl_head_quantizer (
    input wire clk,
    input wire rst,
    input wire in_valid,  // an element
    input wire in_is_v,  // of a value, else of a key
    input wire [4:0] tag,  // the head's tag
    input wire signed [31:0] x,  // the element
    output reg out_valid,  // a mantissa
    output reg [4:0] out_tag,  // its head's tag
    output reg [2:0] out_index,  // its index in the head
    output reg out_last,  // the head's last
    output reg signed [15:0] mantissa,  // the mantissa
    output reg [4:0] shift  // the head's shift
);

wire at_end;
wire commit;
reg [2:0] index;
wire k_we;
reg leaving;
reg [2:0] leaving_index;
reg leaving_is_v;
reg [4:0] leaving_tag;
reg read_bank;
wire v_we;
reg write_bank;
wire [3:0] write_address;
wire [3:0] read_address;
wire k_commit;
wire v_commit;
wire [10:0] label;
reg reading;
wire [10:0] label_at_lane;
wire signed [15:0] v_wide;
wire [4:0] v_shift_late;
wire signed [15:0] k_wide;
wire [4:0] k_shift_late;
wire [31:0] written;
wire [31:0] kept_word;
wire signed [31:0] kept;
wire [1:0] k_shift_high;
wire [4:0] k_shift;
wire [1:0] v_shift_high;
wire [4:0] v_shift;
wire signed [15:0] k_mantissa;
wire signed [7:0] v_mantissa;

assign commit = (in_valid && (index == 7));
assign at_end = (leaving && (leaving_index == 7));
assign k_we = (in_valid && (!in_is_v));
assign v_we = (in_valid && in_is_v);

llama2_rtl_ram_32x16 u_heads (
    .clk(clk),
    .we(in_valid),
    .waddr(write_address),
    .wdata(written),
    .raddr(read_address),
    .rdata(kept_word)
);

assign written = x;

assign kept = kept_word;

assign write_address = {write_bank, index};
assign read_address = {read_bank, leaving_index};

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        index <= 0;
        leaving <= 0;
        leaving_index <= 0;
        leaving_is_v <= 0;
        leaving_tag <= 0;
        read_bank <= 0;
        write_bank <= 0;
    end
    else begin
        if (in_valid) begin
            index <= (index + 1);
        end
        if (leaving) begin
            leaving_index <= (leaving_index + 1);
        end
        if (at_end) begin
            leaving <= 0;
        end
        if (commit) begin
            index <= 0;
            write_bank <= (!write_bank);
            read_bank <= write_bank;
            leaving <= 1;
            leaving_index <= 0;
            leaving_tag <= tag;
            leaving_is_v <= in_is_v;
        end
    end
end

llama2_rtl_vector_shift_16 u_k_shift (
    .clk(clk),
    .rst(rst),
    .we(k_we),
    .u_high(x[31:15]),
    .commit(k_commit),
    .shift_high(k_shift_high),
    .shift(k_shift)
);

llama2_rtl_vector_shift_8 u_v_shift (
    .clk(clk),
    .rst(rst),
    .we(v_we),
    .u_high(x[31:7]),
    .commit(v_commit),
    .shift_high(v_shift_high),
    .shift(v_shift)
);

llama2_rtl_quantize_lane_16 u_k_lane (
    .clk(clk),
    .rst(rst),
    .keep(reading),
    .u(kept),
    .shift_high(k_shift_high),
    .shift(k_shift),
    .a(k_mantissa)
);

llama2_rtl_quantize_lane_8 u_v_lane (
    .clk(clk),
    .rst(rst),
    .keep(reading),
    .u(kept),
    .shift_high(v_shift_high),
    .shift(v_shift),
    .a(v_mantissa)
);

assign k_wide = k_mantissa;

assign v_wide = {{8{v_mantissa[7]}}, v_mantissa};

llama2_rtl_delay_11x5 u_label (
    .clk(clk),
    .rst(rst),
    .d(label),
    .q(label_at_lane)
);

llama2_rtl_delay_5x3 u_k_late (
    .clk(clk),
    .rst(rst),
    .d(k_shift),
    .q(k_shift_late)
);

llama2_rtl_delay_5x3 u_v_late (
    .clk(clk),
    .rst(rst),
    .d(v_shift),
    .q(v_shift_late)
);

assign k_commit = (commit && (!in_is_v));
assign v_commit = (commit && in_is_v);
assign label = {leaving, leaving_is_v, at_end, leaving_index, leaving_tag};

always @(posedge clk) begin  // leave
    if (rst == 1) begin
        reading <= 0;
        out_index <= 0;
        out_last <= 0;
        mantissa <= 0;
        shift <= 0;
        out_tag <= 0;
        out_valid <= 0;
    end
    else begin
        reading <= leaving;
        out_valid <= label_at_lane[(11 - 1)];
        out_last <= label_at_lane[8];
        out_index <= label_at_lane[8-1:5];
        out_tag <= label_at_lane[5-1:0];
        if (label_at_lane[(11 - 2)]) begin
            mantissa <= v_wide;
            shift <= v_shift_late;
        end
        else begin
            mantissa <= k_wide;
            shift <= k_shift_late;
        end
    end
end
endmodule
