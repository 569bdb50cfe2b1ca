"""The decoder with its KV cache and the scales of the embedding, to be driven by a test."""

from converters.control.pipeline_controller import STAGE_BITS
from converters.hdl import bit, clock, module, reset, unsigned
from converters.tops import on_chip
from golden.sampling_formats import INVERSE_BITS, SEED_BITS


def ports(geometry):
    g = geometry
    return dict(clk=clock(), rst=reset(),
                s_axis_weights_tvalid=bit(), s_axis_weights_tready=bit(),
                s_axis_weights_tdata=unsigned(8 * g.word_bytes),
                s_axis_row_tvalid=bit(), s_axis_row_tready=bit(), s_axis_row_tdata=unsigned(8 * g.word_bytes),
                seed_load=bit(), seed=unsigned(SEED_BITS), inverse_temperature=unsigned(INVERSE_BITS),
                token_start=bit(), token=unsigned(g.token_bits), position=unsigned(g.position_bits),
                token_done=bit(), next_token=unsigned(g.token_bits),
                stage=unsigned(STAGE_BITS), weight_beat=bit(), parameter_beat=bit(), attention_beat=bit(),
                stall=bit())


@module(ports)
def decoder_on_chip(clk, rst, s_axis_weights_tvalid, s_axis_weights_tready, s_axis_weights_tdata, s_axis_row_tvalid,
                    s_axis_row_tready, s_axis_row_tdata, seed_load, seed, inverse_temperature, token_start, token,
                    position, token_done, next_token, stage, weight_beat, parameter_beat, attention_beat, stall, *,
                    geometry):
    """As `decoder`, `token` being the row that comes on `s_axis_row`; it stays until `token_done`. A word of the KV
    cache is always there.
    """
    return on_chip.decoder_on_chip(
        "u_core", clk, rst, token, geometry, s_axis_weights_tvalid=s_axis_weights_tvalid,
        s_axis_weights_tready=s_axis_weights_tready, s_axis_weights_tdata=s_axis_weights_tdata,
        s_axis_row_tvalid=s_axis_row_tvalid, s_axis_row_tready=s_axis_row_tready, s_axis_row_tdata=s_axis_row_tdata,
        seed_load=seed_load, seed=seed, inverse_temperature=inverse_temperature, token_start=token_start,
        position=position, token_done=token_done, next_token=next_token, stage=stage, weight_beat=weight_beat,
        parameter_beat=parameter_beat, attention_beat=attention_beat, stall=stall)
