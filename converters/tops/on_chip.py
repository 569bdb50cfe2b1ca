"""The decoder with what lies beside it on one chip: its KV cache, and the scales of the embedding's rows."""

from converters.hdl import Const, Open, instance, unsigned, wire
from converters.kernels.delay import delayed
from converters.memory.embedding import SCALE_BITS
from converters.memory.kv_cache import kv_cache
from converters.memory.rom import rom
from converters.tops.decoder import decoder
from converters.tops.memory_image import SCALES_MEM

BESIDE = ("row_scale", "k_we", "v_we", "waddr", "k_wdata", "v_wdata", "k_shift_we", "v_shift_we", "shift_waddr",
          "shift_wdata", "kv_addr", "kv_shift_addr", "keys", "values", "key_shifts", "value_shifts")
"""The decoder's ports that lead there."""


def decoder_on_chip(label, clk, rst, token, geometry, **connections):
    """Places a `decoder` under this label, with all that it needs beside it; `connections` are its other ports, `token`
    is the row that comes on `s_axis_row`. A word of the KV cache is always there."""
    wires = {name: wire(signal, name) for name, signal in decoder.ports(geometry=geometry).items() if name in BESIDE}
    shared = {name: wires[name] for name in kv_cache.ports(geometry=geometry) if name in wires}
    scale = wire(unsigned(SCALE_BITS), "scale")
    scales = (instance("u_scales", rom, dict(clk=clk, addr=token, data=scale), width=SCALE_BITS,
                       depth=geometry.model.vocab_size, file=SCALES_MEM),
              delayed("u_scale", clk, rst, scale, wires["row_scale"], 1))
    cache = instance("u_kv_cache", kv_cache, dict(
        clk=clk, rst=rst, addr=wires["kv_addr"], shift_addr=wires["kv_shift_addr"], **shared), geometry=geometry)
    core = instance(label, decoder, dict(
        clk=clk, rst=rst, kv_written=Open(1), key_there=Const(1, 1), value_there=Const(1, 1), key_issue=Open(1),
        value_issue=Open(1), **wires, **connections), geometry=geometry)
    return scales, cache, core
