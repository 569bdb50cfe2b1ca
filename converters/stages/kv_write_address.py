"""Where the next word of keys or values goes in the KV cache."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import shift_addr_bits, word_addr_bits
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned, widen, wire
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber
from llama2_rtl.converters.kernels.per_vector import per_vector, shown


def ports(geometry):
    return clocked(start=In(bit(), "a layer begins"), layer_first=In(bit(), "with start: the token's first"),
                   of=In(VectorNumber(geometry.vectors)),
                   place=In(unsigned(geometry.place_bits), "the token's place"),
                   word_written=In(bit(), "a chunk is written"),
                   k_written=In(bit(), "the last chunk of a word of keys"),
                   v_written=In(bit(), "the last chunk of a word of values"),
                   waddr=Out(unsigned(word_addr_bits(geometry)), "where the next chunk goes"),
                   shift_waddr=Out(unsigned(shift_addr_bits(geometry)), "where the word's shifts go"),
                   layer_end=Out(bit(), "the layer's last write"))


@module(ports)
def kv_write_address(clk, rst, start, layer_first, of, place, word_written, k_written, v_written, waddr,
                     shift_waddr, layer_end, *, geometry):
    """Runs through the chunks and words of a layer's keys, through the same addresses for its values, and
    stands at the next layer when those are written; `start` with `layer_first` sets it to `place` in the
    first layer.

    `word_written` moves on by a chunk, with `k_written` or `v_written` (the last chunk of keys or values)
    to the next word; `layer_end` marks the layer's last, in the same cycle. The addresses move a cycle later. Each
    of several vectors has its own run, and `of` is the one that everything is about.
    """
    g = geometry
    last_word = g.kv_words - 1
    word_bits, shift_bits = word_addr_bits(g), shift_addr_bits(g)
    chunks = g.chunks % (1 << word_bits)
    to_next_word = (g.places * g.chunks - (g.chunks - 1)) % (1 << word_bits)
    to_next_shift = g.places % (1 << shift_bits)
    wide_place, token_word, first_word = (wire(unsigned(word_bits), name) for name in (
        "wide_place", "token_word", "first_word"))
    token_shift, first_shift = (wire(unsigned(shift_bits), name) for name in ("token_shift", "first_shift"))
    vector = vector_of(of)
    waddr_now, shift_waddr_now, layer_word, layer_shift, word = (
        per_vector(register, g.vectors, vector) for register in (
            waddr, shift_waddr, unsigned(word_bits), unsigned(shift_bits), unsigned(clog2(g.kv_words))))
    at_last_word = bit()
    extensions = widen(place, wide_place), widen(place, token_shift)

    @always_comb
    def choose_layer():
        token_word.next = wide_place * chunks
        if layer_first:
            first_word.next = token_word
            first_shift.next = token_shift
        else:
            first_word.next = waddr_now
            first_shift.next = shift_waddr_now

    @always_comb
    def decode():
        at_last_word.next = word == last_word
        layer_end.next = v_written and (word == last_word)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start:
            waddr_now.next = first_word
            shift_waddr_now.next = first_shift
            layer_word.next = first_word
            layer_shift.next = first_shift
        elif k_written and at_last_word:
            waddr_now.next = layer_word
            shift_waddr_now.next = layer_shift
        elif k_written or v_written:
            waddr_now.next = waddr_now + to_next_word
            shift_waddr_now.next = shift_waddr_now + to_next_shift
        elif word_written:
            waddr_now.next = waddr_now + 1
        if k_written or v_written:
            if at_last_word:
                word.next = 0
            else:
                word.next = word + 1

    return (extensions, choose_layer, decode, walk, shown(waddr_now, waddr), shown(shift_waddr_now, shift_waddr))
