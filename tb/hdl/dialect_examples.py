"""Pairs of blocks: a fault that the dialect check must refuse, and the idiom to write instead that it must let pass.

Signals by name: a, b signed 8 bits; u, v unsigned 8 bits; y signed 32 bits; w unsigned 32 bits; z a bit.
"""

from myhdl import Signal, always, always_comb, always_seq, concat, intbv

TABLE = tuple(range(40))
SHORT_TABLE = tuple(range(8))
TWO_TO_31 = 1 << 31


def shift_of_product(a, b, y):
    @always_comb
    def f():
        y.next = (a * b) >> 8
    return f


def shift_of_signal(a, b, y, w):
    product = Signal(intbv(0, min=-(1 << 15), max=1 << 15))

    @always_comb
    def f():
        product.next = a * b

    @always_comb
    def g():
        y.next = product >> 8
        w.next = 1 << 4
    return f, g


def slice_of_sum(u, v, w):
    @always_comb
    def f():
        w.next = (u + v)[8:4]
    return f


def slice_of_signal(u, v, w):
    @always_comb
    def f():
        w.next = concat(u, v)
    return f


def compare_of_sum(u, v, z):
    @always_comb
    def f():
        z.next = (u + v) > 200
    return f


def compare_with_constant_sum(u, z):
    depth = 16

    @always_comb
    def f():
        z.next = u == depth - 1
    return f


def test_of_sum(u, v, z):
    @always_comb
    def f():
        z.next = 0
        if u - v:
            z.next = 1
    return f


def test_of_signal(u, v, z):
    @always_comb
    def f():
        z.next = 0
        if u[3] and v != 0:
            z.next = 1
    return f


def large_literal(y, z):
    @always_comb
    def f():
        z.next = y > 0x7fffffff
    return f


def small_literal(y, z):
    @always_comb
    def f():
        z.next = y > 0x3fffffff
    return f


def large_named_integer(a, y):
    @always_comb
    def f():
        y.next = a + TWO_TO_31
    return f


def large_unsigned_literal(w, z):
    @always_comb
    def f():
        z.next = w == TWO_TO_31
    return f


def nested_ternary(a, b, y, z):
    @always_comb
    def f():
        y.next = a + (b if z else 0)
    return f


def whole_ternary(a, b, y, z):
    @always_comb
    def f():
        y.next = a if z else b
    return f


def division(a, y):
    @always_comb
    def f():
        y.next = a // 4
    return f


def division_of_constants(a, y):
    width = 9

    @always_comb
    def f():
        y.next = a >> (width // 2)
    return f


def computed_slice_in_signed_sum(a, u, y):
    low = 2

    @always_comb
    def f():
        y.next = a + u[low + 4:low]
    return f


def signed_slice(a, u, y):
    low = 2

    @always_comb
    def f():
        y.next = a + u[low + 4:low].signed()
    return f


def moving_slice(w, u):
    @always_comb
    def f():
        for i in range(4):
            if w[i]:
                u.next = w[(i + 1) * 8:i * 8]
    return f


def slice_by_constants(w, u):
    i = 2

    @always_comb
    def f():
        u.next = w[(i + 1) * 8:i * 8]
    return f


def list_of_slices(w, u, v):
    slices = [w((i + 1) * 8, i * 8) for i in range(4)]

    @always_comb
    def f():
        u.next = slices[v]
    return f


def list_of_signals(u, v, w):
    signals = [Signal(intbv(0)[8:]) for _ in range(4)]

    @always_comb
    def f():
        u.next = signals[v]
    return f


def long_table(u, v):
    @always_comb
    def f():
        u.next = TABLE[v]
    return f


def short_table(u, v):
    @always_comb
    def f():
        u.next = SHORT_TABLE[v]
    return f


def match_statement(u, v):
    @always_comb
    def f():
        match v:
            case 1 | 2:
                u.next = 1
            case _:
                u.next = 0
    return f


def if_statement(u, v):
    @always_comb
    def f():
        if v == 1 or v == 2:
            u.next = 1
        else:
            u.next = 0
    return f


def reset_memory(clk, rst, u, v):
    memory = [Signal(intbv(0)[8:]) for _ in range(4)]

    @always_seq(clk.posedge, reset=rst)
    def f():
        memory[u].next = v
    return f


def memory(clk, u, v):
    memory = [Signal(intbv(0)[8:]) for _ in range(4)]

    @always(clk.posedge)
    def f():
        memory[u].next = v
    return f


def explicit_sensitivity(u, v):
    @always(u)
    def f():
        v.next = u
    return f


def inferred_sensitivity(u, v):
    @always_comb
    def f():
        v.next = u
    return f


def keyword_as_name(clk, rst, u, v):
    @always_seq(clk.posedge, reset=rst)
    def begin():
        v.next = u
    return begin


def plain_name(clk, rst, u, v):
    @always_seq(clk.posedge, reset=rst)
    def first():
        v.next = u
    return first


def _half_of_sum(x, y):
    return (x + y) >> 1


def _low_nibble(x):
    return x & 15


def fault_in_helper(u, v, w):
    @always_comb
    def f():
        w.next = _half_of_sum(u, v)
    return f


def helper(u, v):
    @always_comb
    def f():
        v.next = _low_nibble(u)
    return f


PAIRS = [
    (shift_of_product, shift_of_signal, "cut off before it is shifted"),
    (slice_of_sum, slice_of_signal, "cut off before it is shifted"),
    (compare_of_sum, compare_with_constant_sum, "carry of a sum is lost"),
    (test_of_sum, test_of_signal, "carry of a sum is lost"),
    (large_literal, small_literal, "literal of 2^30 or more"),
    (large_named_integer, large_unsigned_literal, "literal of 2^30 or more"),
    (nested_ternary, whole_ternary, "ternary inside an expression"),
    (division, division_of_constants, "division truncates"),
    (computed_slice_in_signed_sum, signed_slice, "breaks a signed expression"),
    (moving_slice, slice_by_constants, "slice with moving bounds"),
    (list_of_slices, list_of_signals, "are never driven"),
    (long_table, short_table, "multiplexer of 40 inputs"),
    (match_statement, if_statement, "patterns of match"),
    (reset_memory, memory, "no memory is inferred"),
    (explicit_sensitivity, inferred_sensitivity, "does not trigger at time 0"),
    (keyword_as_name, plain_name, "reserved word of Verilog"),
    (fault_in_helper, helper, "cut off before it is shifted"),
]
