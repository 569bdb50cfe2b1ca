"""The decoder with what lies beside it on one chip: its KV cache, and the scales of the embedding's rows."""

from converters.hdl import Const, Open, instance, unsigned, wire
from converters.interfaces.kv import KvRead, KvWrite
from converters.kernels.delay import delayed
from converters.memory.kv_cache import kv_cache
from converters.memory.rom import rom
from converters.tops.decoder import decoder
from converters.tops.memory_image import SCALES_MEM
from golden.weight_format import STORED_SCALE_BITS

ALWAYS_THERE = dict(key_there=Const(1, 1), value_there=Const(1, 1), key_issue=Open(1), value_issue=Open(1))
"""The handshake of the reads of a cache on chip."""


def decoder_on_chip(label, clk, rst, token, geometry, **connections):
    """Places a `decoder` under this label, with all that it needs beside it; `connections` are its other ports, `token`
    is the row that comes on `s_axis_row`. A word of the KV cache is always there."""
    write, read = KvWrite(geometry), KvRead(geometry)
    writes = {name: wire(signal, name) for name, signal in write.by_port("write").items()}
    reads = {name: wire(signal, name) for name, signal in read.by_port("read").items()} | ALWAYS_THERE
    scale, row_scale = wire(unsigned(STORED_SCALE_BITS), "scale"), wire(unsigned(STORED_SCALE_BITS), "row_scale")
    scales = (instance("u_scales", rom, dict(clk=clk, addr=token, data=scale), width=STORED_SCALE_BITS,
                       depth=geometry.model.vocab_size, file=SCALES_MEM),
              delayed("u_scale", clk, rst, scale, row_scale, 1))
    cache = instance("u_kv_cache", kv_cache, dict(
        clk=clk, rst=rst, **writes, addr=read.kv_addr, shift_addr=read.kv_shift_addr, keys=read.keys,
        values=read.values, key_shifts=read.key_shifts, value_shifts=read.value_shifts), geometry=geometry)
    core = instance(label, decoder, dict(clk=clk, rst=rst, row_scale=row_scale, kv_written=Open(1), **writes, **reads,
                                         **connections), geometry=geometry)
    return scales, cache, core
