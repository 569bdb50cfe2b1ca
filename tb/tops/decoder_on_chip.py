"""The decoder with its KV cache and the scales of the embedding, to be driven by a test."""

from converters.attention.formats import SHIFT_BITS, shift_addr_bits, word_addr_bits
from converters.control.pipeline_controller import STATE_BITS
from converters.hdl import Const, Open, bit, clock, instance, module, reset, unsigned
from converters.memory.embedding import SCALE_BITS
from converters.memory.kv_cache import kv_cache
from converters.memory.rom import rom
from converters.tops.decoder import decoder
from converters.tops.memory_image import SCALES_MEM
from golden.config import WEIGHT_BITS
from golden.sampling_formats import INVERSE_BITS, SEED_BITS


def ports(geometry):
    g = geometry
    return dict(clk=clock(), rst=reset(),
                s_axis_weights_tvalid=bit(), s_axis_weights_tready=bit(),
                s_axis_weights_tdata=unsigned(g.lanes * WEIGHT_BITS),
                s_axis_row_tvalid=bit(), s_axis_row_tready=bit(), s_axis_row_tdata=unsigned(g.lanes * WEIGHT_BITS),
                seed_load=bit(), seed=unsigned(SEED_BITS), inverse_temperature=unsigned(INVERSE_BITS),
                token_start=bit(), token=unsigned(g.token_bits), position=unsigned(g.position_bits),
                token_done=bit(), next_token=unsigned(g.token_bits),
                stage=unsigned(STATE_BITS), weight_beat=bit(), parameter_beat=bit(), attention_beat=bit(),
                stall=bit())


@module(ports)
def decoder_on_chip(clk, rst, s_axis_weights_tvalid, s_axis_weights_tready, s_axis_weights_tdata, s_axis_row_tvalid,
                    s_axis_row_tready, s_axis_row_tdata, seed_load, seed, inverse_temperature, token_start, token,
                    position, token_done, next_token, stage, weight_beat, parameter_beat, attention_beat, stall, *,
                    geometry):
    """As `decoder`, `token` being the row that comes on `s_axis_row`; it stays until `token_done`. A word of the KV
    cache is always there.
    """
    g, n = geometry, geometry.numerics
    k_we, v_we, k_shift_we, v_shift_we = (bit() for _ in range(4))
    waddr, shift_waddr = unsigned(word_addr_bits(g)), unsigned(shift_addr_bits(g))
    k_wdata, v_wdata = unsigned(g.kv_width * n.k_bits), unsigned(g.kv_width * n.v_bits)
    shift_wdata = unsigned(g.kv_per_word * SHIFT_BITS)
    kv_addr, kv_shift_addr = unsigned(word_addr_bits(g)), unsigned(shift_addr_bits(g))
    keys, values = unsigned(g.kv_width * n.k_bits), unsigned(g.kv_width * n.v_bits)
    key_shifts, value_shifts = unsigned(g.kv_per_word * SHIFT_BITS), unsigned(g.kv_per_word * SHIFT_BITS)
    row_scale = unsigned(SCALE_BITS)
    scales = instance("u_scales", rom, dict(clk=clk, addr=token, data=row_scale), width=SCALE_BITS,
                      depth=g.model.vocab_size, file=SCALES_MEM)
    cache = instance("u_kv_cache", kv_cache, dict(
        clk=clk, rst=rst, k_we=k_we, v_we=v_we, waddr=waddr, k_wdata=k_wdata, v_wdata=v_wdata, k_shift_we=k_shift_we,
        v_shift_we=v_shift_we, shift_waddr=shift_waddr, shift_wdata=shift_wdata, addr=kv_addr,
        shift_addr=kv_shift_addr, keys=keys, values=values, key_shifts=key_shifts, value_shifts=value_shifts),
        geometry=g)
    core = instance("u_core", decoder, dict(
        clk=clk, rst=rst, s_axis_weights_tvalid=s_axis_weights_tvalid, s_axis_weights_tready=s_axis_weights_tready,
        s_axis_weights_tdata=s_axis_weights_tdata, s_axis_row_tvalid=s_axis_row_tvalid,
        s_axis_row_tready=s_axis_row_tready, s_axis_row_tdata=s_axis_row_tdata, row_scale=row_scale, k_we=k_we,
        v_we=v_we, waddr=waddr, k_wdata=k_wdata, v_wdata=v_wdata, k_shift_we=k_shift_we, v_shift_we=v_shift_we,
        shift_waddr=shift_waddr, shift_wdata=shift_wdata, kv_written=Open(1), key_there=Const(1, 1),
        value_there=Const(1, 1), key_issue=Open(1), value_issue=Open(1), kv_addr=kv_addr, kv_shift_addr=kv_shift_addr,
        keys=keys, values=values, key_shifts=key_shifts, value_shifts=value_shifts, seed_load=seed_load,
        seed=seed, inverse_temperature=inverse_temperature, token_start=token_start,
        position=position, token_done=token_done, next_token=next_token, stage=stage, weight_beat=weight_beat,
        parameter_beat=parameter_beat, attention_beat=attention_beat, stall=stall), geometry=g)
    return scales, cache, core
