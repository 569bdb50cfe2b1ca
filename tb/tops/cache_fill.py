"""Golden's KV cache as the RTL holds it, so that a test can begin at any position."""

from cocotb.triggers import RisingEdge

from llama2_rtl.converters.memory.cut import cut
from llama2_rtl.simulation.head_words import head_words
from tb.harness.streams import pack


def cache_words(cache, positions, geometry):
    """`(side, address of the shifts, shifts, address of the first word, words)` of every group of heads, keys ("k") and
    values ("v"), at all `positions`, a range, of golden's `cache`."""
    g, n = geometry, geometry.numerics
    for layer, heads in enumerate(cache):
        for side, bits in (("k", n.k_bits), ("v", n.v_bits)):
            mantissas, exponents = (tensor[0, positions.start:positions.stop].numpy() for tensor in heads[side])
            for word in range(g.kv_words):
                group = slice(word * g.kv_per_word, (word + 1) * g.kv_per_word)
                rows = zip(*head_words(mantissas[:, group], g), strict=True)
                for at, shifts, chunks in zip(positions, exponents[:, group], rows, strict=True):
                    row = (layer * g.kv_words + word) * g.context + at
                    yield side, row, pack(shifts, 5), row * g.chunks, [pack(chunk, bits) for chunk in chunks]


async def fill_cache(rtl, cache, positions, geometry):
    """Puts the keys and values of all `positions`, a range, into the RAMs of the `kv_cache` at the handle `rtl`, in no
    time."""
    g = geometry
    rows = g.model.n_layers * g.kv_words * g.context
    for side, row, shifts, first, words in cache_words(cache, positions, g):
        put(getattr(rtl, f"u_{side}_shift_ram"), rows, row, shifts)
        for chunk, word in enumerate(words):
            put(getattr(rtl, f"u_{side}_ram"), rows * g.chunks, first + chunk, word)
    await RisingEdge(rtl.clk)


def put(ram, depth, address, word):
    """Puts a word into the arrays of the `deep_ram` of `depth` words at the handle `ram`."""
    bank = max((bank for bank in cut(len(ram.wdata), depth) if bank.first <= address), key=lambda bank: bank.first)
    for column in bank.columns:
        array = getattr(ram, column.name)
        array[address - bank.first].value = word >> column.low & (1 << column.bits) - 1


async def write_cache(dut, cache, positions, geometry):
    """Writes the same through the cache's write port (the names of `write_kv`), a word per cycle."""
    for side, row, shifts, first, words in cache_words(cache, positions, geometry):
        enable, shift_enable = getattr(dut, f"{side}_we"), getattr(dut, f"{side}_shift_we")
        dut.shift_waddr.value, dut.shift_wdata.value, shift_enable.value = row, shifts, 1
        for chunk, word in enumerate(words):
            dut.waddr.value, getattr(dut, f"{side}_wdata").value, enable.value = first + chunk, word, 1
            await RisingEdge(dut.clk)
            shift_enable.value = 0
        enable.value = 0
