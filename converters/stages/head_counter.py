"""Which head a stream of projection results is in: the rows come as K heads, V heads, Q heads."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, named, state_register, unsigned
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.interfaces.stages_wires import ElementMark
from llama2_rtl.converters.kernels.per_vector import per_vector, shown

KEY, VALUE, QUERY = named("KEY VALUE QUERY")
KIND_BITS = KEY.bits


def ports(heads, kv_heads, head_dim, vectors=1):
    return clocked(en=In(ElementMark(vectors)), kind=Out(state_register(KEY), "key, value or query"),
                   head=Out(unsigned(clog2(heads)), "its head"))


@module(ports)
def head_counter(clk, rst, en, kind, head, *, heads, kv_heads, head_dim, vectors=1):
    """`kind` and `head` of the element that `en` marks; `head` counts within its kind. No latency. The elements of each
    of several vectors are counted by themselves."""
    last_index, last_kv_head, last_head = head_dim - 1, kv_heads - 1, heads - 1
    vector = vector_of(en)
    index = per_vector(unsigned(clog2(head_dim)), vectors, vector)
    kind_now, head_now = per_vector(kind, vectors, vector), per_vector(head, vectors, vector)
    last = bit()

    @always_comb
    def find_last():
        last.next = (head_now == last_kv_head) if kind_now != QUERY else (head_now == last_head)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if en.valid:
            index.next = index + 1
            if index == last_index:
                index.next = 0
                head_now.next = head_now + 1
                if last:
                    head_now.next = 0
                    if kind_now == QUERY:
                        kind_now.next = KEY
                    else:
                        kind_now.next = kind_now + 1

    return find_last, count, shown(kind_now, kind), shown(head_now, head)
