"""Whether a layer's newest words are there, and which of them comes next."""

from myhdl import always_seq

from converters.hdl import bit, clock, clog2, module, reset, unsigned


def ports(words, chunks):
    return dict(clk=clock(), rst=reset(), layer_written=bit(), take=bit(), item_end=bit(), word_end=bit(),
                layer_end=bit(), written=bit(), addr=unsigned(clog2(words * chunks)))


@module(ports)
def newest_turn(clk, rst, layer_written, take, item_end, word_end, layer_end, written, addr, *, words, chunks):
    """`written` from the cycle after `layer_written` until the layer's last item is through; `addr` moves on by `take`,
    and back to the first of its `chunks` where the next item reads the same word of heads. `item_end`, with `take`,
    marks an item's last word; `word_end` and `layer_end` are those of `item_count`."""
    back = chunks - 1

    @always_seq(clk.posedge, reset=rst)
    def move():
        if layer_written:
            written.next = 1
        elif item_end and layer_end:
            written.next = 0
        if take:
            addr.next = addr + 1
            if item_end and layer_end:
                addr.next = 0
            elif item_end and not word_end:
                addr.next = addr - back

    return move
