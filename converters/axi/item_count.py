"""Which item of which layer a stream of the KV cache's words is in."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, clog2, module, reset, unsigned


def ports(layers, words, sharers):
    return dict(clk=clock(), rst=reset(), advance=bit(), word=unsigned(clog2(words)), word_end=bit(), layer_end=bit(),
                token_end=bit())


@module(ports)
def item_count(clk, rst, advance, word, word_end, layer_end, token_end, *, layers, words, sharers):
    """Counts items on `advance`: `sharers` of them read the same `word`, `words` make a layer, `layers` a token, after
    which it begins anew. The flags tell what else ends with the present item: no latency."""
    last_sharer, last_word, last_layer = sharers - 1, words - 1, layers - 1
    sharer, layer = unsigned(clog2(sharers)), unsigned(clog2(layers))

    @always_comb
    def find_ends():
        word_end.next = sharer == last_sharer
        layer_end.next = (sharer == last_sharer) and (word == last_word)
        token_end.next = (sharer == last_sharer) and (word == last_word) and (layer == last_layer)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if advance:
            sharer.next = sharer + 1
            if word_end:
                sharer.next = 0
                word.next = word + 1
            if layer_end:
                word.next = 0
                layer.next = layer + 1
            if token_end:
                layer.next = 0

    return find_ends, count
