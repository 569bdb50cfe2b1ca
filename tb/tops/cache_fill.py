"""Puts golden's KV cache into the RTL's RAMs, so that a test can begin at any position."""

from cocotb.triggers import RisingEdge

from tb.harness.streams import pack


async def fill_cache(rtl, cache, position, geometry):
    """Writes the keys and values of all positions before `position` from golden's `cache` into the `kv_cache` at
    the handle `rtl`."""
    g, n = geometry, geometry.numerics
    sides = (("k", n.k_bits, rtl.u_k_ram, rtl.u_k_shift_ram), ("v", n.v_bits, rtl.u_v_ram, rtl.u_v_shift_ram))
    for layer, heads in enumerate(cache):
        for name, bits, words, shifts in sides:
            mantissas, exponents = (tensor[0].tolist() for tensor in heads[name])
            for word in range(g.kv_words):
                first = word * g.kv_per_word
                base = (layer * g.kv_words + word) * g.context
                for at in range(position):
                    group = slice(first, first + g.kv_per_word)
                    for chunk, elements in enumerate(word_elements(mantissas[at][group], g)):
                        words.mem[(base + at) * g.chunks + chunk].value = pack(elements, bits)
                    shifts.mem[base + at].value = pack(exponents[at][group], 5)
    await RisingEdge(rtl.clk)


def word_elements(heads, geometry):
    """The words of neighbouring heads: one with a stride per head, or one per chunk of a single head."""
    g = geometry
    if g.chunks == 1:
        return [[element for head in heads for element in head + [0] * (g.head_stride - len(head))]]
    head = heads[0] + [0] * (g.chunks * g.lanes - len(heads[0]))
    return [head[begin:begin + g.lanes] for begin in range(0, len(head), g.lanes)]
