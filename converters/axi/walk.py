"""Where in attention's walk over the KV cache a stream of words is: the item and its layer, the row and its span, the
newest word."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import INDEX_BITS, span_bits
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.golden.config import SPAN


def _item_ports(layers, words, sharers, chunks):
    return clocked(layer_written=In(bit(), "the layer's newest words are there"),
                   take=In(bit(), "a newest word is taken"), item_end=In(bit(), "it is its item's last"),
                   again=In(bit(), "it is followed by the first of the same ones"),
                   last_turn=In(bit(), "no other text reads the newest words of the layer after this one"),
                   written=Out(bit(), "the newest words may be read"),
                   addr=Out(unsigned(clog2(words * chunks)), "the next of them"),
                   word=Out(unsigned(clog2(words)), "the word of heads that the item reads"),
                   token_end=Out(bit(), "the item is the token's last"))


@module(_item_ports)
def item_walk(clk, rst, layer_written, take, item_end, again, last_turn, written, addr, word, token_end, *, layers,
              words, sharers, chunks):
    """Counts items on `item_end`: `sharers` of them read the same `word` of heads, `words` make a layer, `layers` a
    token, after which it begins anew. `written` from the cycle after `layer_written` until the layer's last item is
    through, with `last_turn`; `addr` moves on by `take`, and back to the first of the word's `chunks` where the next
    item reads the same one, or with `again`, which comes with `take` as `item_end` does. `token_end` tells about the
    present item: no latency."""
    last_sharer, last_word, last_layer, back = sharers - 1, words - 1, layers - 1, chunks - 1
    sharer, layer, word_end, layer_end = unsigned(clog2(sharers)), unsigned(clog2(layers)), bit(), bit()

    @always_comb
    def find_ends():
        word_end.next = sharer == last_sharer
        layer_end.next = (sharer == last_sharer) and (word == last_word)
        token_end.next = (sharer == last_sharer) and (word == last_word) and (layer == last_layer)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if item_end:
            sharer.next = sharer + 1
            if word_end:
                sharer.next = 0
                word.next = word + 1
            if layer_end:
                word.next = 0
                layer.next = layer + 1
            if token_end:
                layer.next = 0

    @always_seq(clk.posedge, reset=rst)
    def move():
        if layer_written:
            written.next = 1
        elif item_end and layer_end and last_turn:
            written.next = 0
        if take:
            addr.next = addr + 1
            if item_end and layer_end:
                addr.next = 0
            elif again or (item_end and not word_end):
                addr.next = addr - back

    return find_ends, count, move


def _row_ports(geometry):
    return clocked(restart=In(bit(), "back to the first span"), span=In(SpanPosition(geometry)),
                   row=In(bit(), "the present row is taken"),
                   span_end=In(bit(), "the span's rows are walked for the last time"),
                   in_last=Out(bit(), "the span is that of the position"),
                   no_rows=Out(bit(), "it has no rows before the position"),
                   rows_end=Out(bit(), "the row is the last of this walk"))


@module(_row_ports)
def span_rows(clk, rst, restart, span, row, span_end, in_last, no_rows, rows_end, *, geometry):
    """Counts the rows of a span on `row`, and spans with the last row of a walk in which `span_end` is high;
    `restart` returns to the first span. The flags tell about the present row: whether it is `in_last`, the span
    `last_span`, which has `last_index` rows and perhaps `no_rows`, and whether the span's rows end with it. No
    latency."""
    full = SPAN - 1
    index, after, spans_left = unsigned(INDEX_BITS), unsigned(INDEX_BITS), unsigned(span_bits(geometry))

    @always_comb
    def look_ahead():
        after.next = index + 1

    @always_comb
    def look():
        in_last.next = spans_left == 0
        no_rows.next = (spans_left == 0) and (span.last_index == 0)
        rows_end.next = (index == full) or ((spans_left == 0) and (after == span.last_index))

    @always_seq(clk.posedge, reset=rst)
    def count():
        if row:
            index.next = index + 1
            if rows_end:
                index.next = 0
        if restart:
            spans_left.next = span.last_span
        elif row and rows_end and span_end and not in_last:
            spans_left.next = spans_left - 1

    return look_ahead, look, count
