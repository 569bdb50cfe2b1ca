"""Rows of the embedding on request, reads of the KV cache on chip."""

from llama2_rtl.converters.attention.formats import SHIFT_BITS, shift_addr_bits, word_addr_bits
from llama2_rtl.converters.hdl import Interface, Rule, Stays, backward, bit, clog2, forward, unsigned
from llama2_rtl.golden.embedding_place import row_word_bits


class RowWords(Interface):
    """A row of the embedding on request. The pulse `start` asks for `row`, whose elements come in their order, as many
    in a word as a word of weights has columns, with backpressure, as of a `Stream`; in blocks each word has the scale
    and the zero point of its block above them. `row` stays until the last word, and the next request follows it. The
    one who asks is the source. After reset `valid` is low.
    """

    RULES = (
        Rule("pulse", "!{start} || !{was_start}", "start is a pulse of one cycle"),
        Stays("offer", "{valid} && !{ready}", ("valid", "data"), "a word once offered stays until it is taken"),
        Stays("row", "{start}", ("row",), "the row's number stays while the row is fetched"),
    )

    def fields(self, model, formats, tile):
        width = row_word_bits(formats("embedding"), tile.columns)
        return dict(start=forward(bit(), "fetch the row"), row=forward(unsigned(clog2(model.vocab_size)), "its number"),
                    valid=backward(bit(), "a word is offered"), ready=forward(bit(), "the word is taken"),
                    data=backward(unsigned(width), "the word"))

    def port_name(self, bundle, field):
        return bundle if field == "row" else f"{bundle}_{field}"


class PassEnd(Interface):
    """How a pass over the weight image ends. A cycle after the start of its token `known` pulses, and `classifier`,
    which stays until the token is done, says whether the classifier's words are read; else the first ones of the image
    follow those of the layers. After reset `known` is low."""

    RULES = (
        Rule("pulse", "!{known} || !{was_known}", "known is a pulse of one cycle"),
        Rule("known", "!{known} || (^{classifier}) !== 1'bx", "how a pass ends is known"),
    )

    def fields(self):
        return dict(known=forward(bit(), "how the pass ends is known"),
                    classifier=forward(bit(), "by the classifier"))


class WordRequests(Interface):
    """Requests for words: while `allowed` is high `read` may ask for the word at `addr`, one per cycle at most, which
    comes a fixed time later, in the cycle in which `word_valid` is high and is taken. The one who asks is the source.
    """

    RULES = (
        Rule("allowed", "!{read} || {allowed}", "a word is asked for only where that is allowed", duty="source"),
        Rule("known", "!{read} || (^{addr}) !== 1'bx", "the address of a request is known"),
    )

    def fields(self, addr_bits, width):
        return dict(allowed=backward(bit(), "a word may be asked for"), read=forward(bit(), "it is asked for"),
                    addr=forward(unsigned(addr_bits), "its address"),
                    word_valid=backward(bit(), "the word is there"), word=backward(unsigned(width), "the word"))

    def port_name(self, bundle, field):
        return field


class KvCacheRead(Interface):
    """The read port of the KV cache on chip: words follow `addr`, their shifts `shift_addr`, by the cache's latency,
    one of each per cycle. The reader is the source."""

    RULES = (
        Rule("known", "(^{addr}) !== 1'bx && (^{shift_addr}) !== 1'bx", "what is read is known"),
    )

    def fields(self, geometry):
        g, n = geometry, geometry.numerics
        shifts = g.kv_per_word * SHIFT_BITS
        return dict(addr=forward(unsigned(word_addr_bits(g)), "the place of the words"),
                    shift_addr=forward(unsigned(shift_addr_bits(g)), "the place of their shifts"),
                    keys=backward(unsigned(g.kv_width * n.k_bits), "the keys"),
                    values=backward(unsigned(g.kv_width * n.v_bits), "the values"),
                    key_shifts=backward(unsigned(shifts), "the keys' shifts"),
                    value_shifts=backward(unsigned(shifts), "the values' shifts"))

    def port_name(self, bundle, field):
        return field
