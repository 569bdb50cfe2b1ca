"""The decoder with what lies beside it on one chip: its KV cache, and the scales of the embedding's rows."""

from llama2_rtl.converters.hdl import Const, Open, instance, unsigned, wire
from llama2_rtl.converters.interfaces.kv import KvRead, KvWrite
from llama2_rtl.converters.interfaces.memory_wires import KvCacheRead
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.memory.kv_cache import kv_cache
from llama2_rtl.converters.memory.rom import rom
from llama2_rtl.converters.tops.decoder import decoder
from llama2_rtl.converters.tops.memory_image import SCALES_MEM
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS


def reads_on_chip(geometry, cached):
    """Attention's reads, from the read port `cached` of a cache on chip: a word is always there."""
    return KvRead(geometry).with_wires(
        key_there=Const(1, 1), value_there=Const(1, 1), kv_addr=cached.addr, kv_shift_addr=cached.shift_addr,
        keys=cached.keys, values=cached.values, key_shifts=cached.key_shifts,
        value_shifts=cached.value_shifts).leaving_open("key_issue", "value_issue")


def _of_any_vector(geometry, write):
    """The writes of a decoder, of which the cache does not look whose they are."""
    of_all = KvWrite(geometry).with_wires(**write.wires)
    return of_all if geometry.vectors == 1 else of_all.leaving_open("vector")


def decoder_on_chip(label, rst, geometry, *, row, **connections):
    """Places a `decoder` under this label, with all that it needs beside it; `row` and `connections` are its other
    ports. A word of the KV cache is always there."""
    write, cached = KvWrite(geometry, whose=False), KvCacheRead(geometry)
    for name, field in (write.members | cached.members).items():
        wire(field.signal, name)
    scale, row_scale = wire(unsigned(STORED_SCALE_BITS), "scale"), wire(unsigned(STORED_SCALE_BITS), "row_scale")
    scales = (instance("u_scales", rom, dict(addr=row.row, data=scale), width=STORED_SCALE_BITS,
                       depth=geometry.model.vocab_size, file=SCALES_MEM),
              delayed("u_scale", scale, row_scale, 1, rst=rst))
    cache = instance("u_kv_cache", kv_cache, dict(rst=rst, write=write, read=cached), geometry=geometry)
    core = instance(label, decoder, dict(
        rst=rst, row=row, row_scale=row_scale, kv_write=_of_any_vector(geometry, write), kv_written=Open(1),
        kv_read=reads_on_chip(geometry, cached), **connections), geometry=geometry)
    return scales, cache, core
