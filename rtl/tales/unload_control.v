// unload_control: generated from the block unload_control(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module unload_control (
    clk,
    rst,
    unit,
    unit_first_block,
    unit_final_block,
    valid,
    fresh,
    first_block,
    final_block,
    pass_end,
    slot_end,
    slot,
    place
);
// From the cycle after `unit` one element per cycle, `valid`, as many as the unit has: `fresh` with the
// first.
//
// `place` counts the elements of an item over its units, `slot` its heads; `slot_end` and `pass_end` tell
// that the element is the last of such. `first_block` and `final_block` are kept as they come with `unit`.

input clk;
input rst;
input unit;
input unit_first_block;
input unit_final_block;
output valid;
reg valid;
output fresh;
reg fresh;
output first_block;
reg first_block;
output final_block;
reg final_block;
output pass_end;
wire pass_end;
output slot_end;
wire slot_end;
output [0:0] slot;
reg [0:0] slot;
output [3:0] place;
reg [3:0] place;

reg [2:0] index;
wire unit_end;

assign pass_end = (place == 15);
assign slot_end = (index == 7);
assign unit_end = (place == 15);

always @(posedge clk) begin  // take
    if (rst == 1) begin
        final_block <= 0;
        first_block <= 0;
        fresh <= 0;
        valid <= 0;
    end
    else begin
        fresh <= unit;
        if (unit) begin
            valid <= 1;
            first_block <= unit_first_block;
            final_block <= unit_final_block;
        end
        else if (unit_end) begin
            valid <= 0;
        end
    end
end

always @(posedge clk) begin  // count
    if (rst == 1) begin
        index <= 0;
        place <= 0;
        slot <= 0;
    end
    else begin
        if (valid) begin
            if (pass_end) begin
                place <= 0;
            end
            else begin
                place <= (place + 1);
            end
            if (slot_end) begin
                index <= 0;
            end
            else begin
                index <= (index + 1);
            end
            if (pass_end) begin
                slot <= 0;
            end
            else if (slot_end) begin
                slot <= (slot + 1);
            end
        end
    end
end

endmodule
