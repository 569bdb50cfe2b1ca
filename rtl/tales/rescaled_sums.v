// rescaled_sums: generated from the block rescaled_sums(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module rescaled_sums (
    clk,
    rst,
    fresh,
    slot_end,
    place,
    deltas,
    rescaled,
    we,
    write_place,
    total
);
// Keeps `total` on `we`; `rescaled` = rhu(kept[place], delta of its slot), LATENCY cycles after `place`.
//
// `deltas` come with `fresh`, the first element of a unit; `slot_end` marks a slot's last element.

input clk;
input rst;
input fresh;
input slot_end;
input [3:0] place;
input [11:0] deltas;
output signed [30:0] rescaled;
wire signed [30:0] rescaled;
input we;
input [3:0] write_place;
input signed [30:0] total;

wire [30:0] kept;
wire [5:0] delta;
reg [11:0] line;
reg shift_line;

always @(posedge clk) begin  // follow
    if (rst == 1) begin
        line <= 0;
        shift_line <= 0;
    end
    else begin
        shift_line <= slot_end;
        if (fresh) begin
            line <= deltas;
        end
        else if (shift_line) begin
            line <= (line >>> 6);
        end
    end
end

assign delta = line[6-1:0];

ram_31x16 u_ram (
    .clk(clk),
    .we(we),
    .waddr(write_place),
    .wdata(total),
    .raddr(place),
    .rdata(kept)
);

round_shift_31_31 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(fresh),
    .x(kept),
    .n(delta),
    .out_valid(),
    .y(rescaled)
);
endmodule
