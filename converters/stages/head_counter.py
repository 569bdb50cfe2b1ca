"""Which head a stream of projection results is in: the rows come as K heads, V heads, Q heads."""

from myhdl import always_comb, always_seq

from converters.hdl import In, Out, bit, clock, clog2, module, named, reset, state_register, unsigned

KEY, VALUE, QUERY = named("KEY VALUE QUERY")
KIND_BITS = KEY.bits


def ports(heads, kv_heads, head_dim):
    return dict(clk=In(clock()), rst=In(reset()), en=In(bit(), "an element"),
                kind=Out(state_register(KEY), "key, value or query"), head=Out(unsigned(clog2(heads)), "its head"))


@module(ports)
def head_counter(clk, rst, en, kind, head, *, heads, kv_heads, head_dim):
    """`kind` and `head` of the element that `en` marks; `head` counts within its kind. No latency."""
    last_index, last_kv_head, last_head = head_dim - 1, kv_heads - 1, heads - 1
    index = unsigned(clog2(head_dim))
    last = bit()

    @always_comb
    def find_last():
        last.next = (head == last_kv_head) if kind != QUERY else (head == last_head)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if en:
            index.next = index + 1
            if index == last_index:
                index.next = 0
                head.next = head + 1
                if last:
                    head.next = 0
                    if kind == QUERY:
                        kind.next = KEY
                    else:
                        kind.next = kind + 1

    return find_last, count
