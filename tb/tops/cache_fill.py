"""Golden's KV cache as the RTL holds it, so that a test can begin at any position."""

from cocotb.triggers import RisingEdge

from tb.harness.streams import pack


def cache_words(cache, position, geometry):
    """`(side, address of the shifts, shifts, address of the first word, words)` of every group of heads, keys ("k") and
    values ("v"), of all positions before `position` in golden's `cache`."""
    g, n = geometry, geometry.numerics
    for layer, heads in enumerate(cache):
        for side, bits in (("k", n.k_bits), ("v", n.v_bits)):
            mantissas, exponents = (tensor[0].tolist() for tensor in heads[side])
            for word in range(g.kv_words):
                group = slice(word * g.kv_per_word, (word + 1) * g.kv_per_word)
                for at in range(position):
                    row = (layer * g.kv_words + word) * g.context + at
                    words = [pack(elements, bits) for elements in word_elements(mantissas[at][group], g)]
                    yield side, row, pack(exponents[at][group], 5), row * g.chunks, words


async def fill_cache(rtl, cache, position, geometry):
    """Puts the keys and values of all positions before `position` into the RAMs of the `kv_cache` at the handle `rtl`,
    in no time."""
    rams = dict(k=(rtl.u_k_ram, rtl.u_k_shift_ram), v=(rtl.u_v_ram, rtl.u_v_shift_ram))
    for side, row, shifts, first, words in cache_words(cache, position, geometry):
        ram, shift_ram = rams[side]
        shift_ram.mem[row].value = shifts
        for chunk, word in enumerate(words):
            ram.mem[first + chunk].value = word
    await RisingEdge(rtl.clk)


async def write_cache(dut, cache, position, geometry):
    """Writes the same through the cache's write port (the names of `write_kv`), a word per cycle."""
    for side, row, shifts, first, words in cache_words(cache, position, geometry):
        enable, shift_enable = getattr(dut, f"{side}_we"), getattr(dut, f"{side}_shift_we")
        dut.shift_waddr.value, dut.shift_wdata.value, shift_enable.value = row, shifts, 1
        for chunk, word in enumerate(words):
            dut.waddr.value, getattr(dut, f"{side}_wdata").value, enable.value = first + chunk, word, 1
            await RisingEdge(dut.clk)
            shift_enable.value = 0
        enable.value = 0


def word_elements(heads, geometry):
    """The words of neighbouring heads: one with a stride per head, or one per chunk of a single head."""
    g = geometry
    if g.chunks == 1:
        return [[element for head in heads for element in head + [0] * (g.head_stride - len(head))]]
    head = heads[0] + [0] * (g.chunks * g.lanes - len(heads[0]))
    return [head[begin:begin + g.lanes] for begin in range(0, len(head), g.lanes)]
