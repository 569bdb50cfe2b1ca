"""The residual stream X, and of its norm all but the vector quantiser."""

from myhdl import always_comb, always_seq, intbv

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    module,
    side_by_side,
    signed,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples
from llama2_rtl.converters.interfaces.matrix import Norm
from llama2_rtl.converters.interfaces.of_vector import as_field, vector_of
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.interfaces.vector_wires import ElementsInOrder, NewElements, PromisedGains, SumOfSquares
from llama2_rtl.converters.kernels.delay import delay_line, delayed
from llama2_rtl.converters.kernels.per_vector import per_vector, vector_to
from llama2_rtl.converters.kernels.rsqrt import LATENCY as RSQRT_LATENCY
from llama2_rtl.converters.kernels.rsqrt import rsqrt
from llama2_rtl.converters.kernels.saturating_add import saturating_add
from llama2_rtl.converters.memory.ram import holding_ram
from llama2_rtl.converters.vector.apply_gain import GAIN_BITS, apply_gain
from llama2_rtl.converters.vector.apply_gain import LATENCY as GAIN_LATENCY
from llama2_rtl.converters.vector.batch_replay import batch_replay
from llama2_rtl.converters.vector.norm_store import norm_store
from llama2_rtl.converters.vector.squares_side_by_side import squares_side_by_side
from llama2_rtl.converters.vector.sum_of_squares import LATENCY as SUM_LATENCY
from llama2_rtl.converters.vector.sum_of_squares import sum_bits, sum_of_squares
from llama2_rtl.golden.number_formats import RECIPROCAL_EXPONENT, RECIPROCAL_MANTISSA

X_BITS = 32

LATENCY = 2 + GAIN_LATENCY
"""Cycles from an element of X to its `u`, and from the last to `u_commit`."""

NORM_LATENCY = 2 + SUM_LATENCY + RSQRT_LATENCY
"""Cycles from the last element of X to `norm_done`, of one vector; of several one more, for their store, and of a tail
of several elements one for each doubling, for the sum of their squares."""

REWIND = 4
"""Cycles from a vector's last element to the earliest first one of the next."""


def ports(dim, eps_int, vectors=1, tail=1):
    elements, index_bits = ElementsInOrder(vectors=vectors, tail=tail), clog2(dim // tail)
    return clocked(batch=In(Batch(vectors)), load_x=In(elements), add_y=In(elements.with_wires()),
                   gain=In(PromisedGains(tail * GAIN_BITS, is_signed=True)),
                   u=Out(VectorElements(index_bits, vectors, tail)),
                   norm_done=Out(bit(), "1/rms has changed"), norm=Out(Norm(vectors)),
                   x=Out(NewElements(index_bits, vectors, tail)))


@module(ports)
def residual(clk, rst, batch, load_x, add_y, gain, u, norm_done, norm, x, *, dim, eps_int, vectors=1, tail=1):
    """Vectors of `dim` elements, in order, at most one per cycle: loaded (X = load_x) or added (X = sat32(X +
    add_y)).

    Each new element leaves two cycles later as `x`, where it takes its `gain`, and LATENCY cycles later as u =
    rhu(X * gain, 15), `u_commit` with the last. `rm` and `k`, the reciprocal root of `eps_int` plus the sum
    of squares, change as `norm_done` pulses, `NORM_LATENCY` cycles after the last element. The next vector
    may begin 4 cycles after the last element of this one.

    Of several vectors, those of the batch that are loaded come one after the other, in any order that ends with the
    last vector.
    From then on they leave like vectors to which zeros are added. Vectors to be added come element by element, all
    first elements in the order of the vectors, then all second ones; an element's `gain` is taken with the last vector.

    With a `tail` of several elements, a power of two that divides `dim`, as many pass in a cycle, with as many gains.
    """
    own_rst, resetting = own_reset("u_reset")
    squares_rst, resetting_squares = own_reset("u_squares_reset")
    root_rst, resetting_root = own_reset("u_root_reset")
    last_row, width = dim // tail - 1, tail * X_BITS
    fetch = unsigned(clog2(dim // tail * vectors))
    take, loading, at_last, x_last_element, rewind, reload, refill = (bit() for _ in range(7))
    entry, loaded = signed(width), signed(width)
    # Of several vectors an element that is loaded goes to the memory alone: its gain is taken when all are there.
    adding, place, vector, several = add_y, x.index, None, ()
    x_fresh, x_last_fresh, gain_end, gains_end, x_last = x.we, x_last_element, x.we, x_last_element, x_last_element
    if vectors > 1:
        adding, last_vector = add_y.with_wires(), vectors - 1
        was_loading, at_last_vector, load_end = bit(), bit(), bit()
        x_fresh, x_last_fresh, gain_end, gains_end, x_last = (bit() for _ in range(5))
        vector, place = unsigned(clog2(vectors)), unsigned(clog2(dim * vectors))
        index_wide, vector_wide = unsigned(clog2(dim * vectors)), unsigned(clog2(dim * vectors))

        @always_comb
        def tell_apart():
            x_fresh.next = x.we and not was_loading
            x_last_fresh.next = x_last_element and not was_loading
            place.next = index_wide * vectors + vector_wide

        @always_comb
        def find_ends():
            at_last_vector.next = x.vector == last_vector
            gain_end.next = x_fresh and at_last_vector
            gains_end.next = x_last_fresh and at_last_vector
            x_last.next = x_last_element and at_last_vector
            load_end.next = x_last_element and was_loading and at_last_vector

        @always_seq(clk.posedge, reset=own_rst)
        def follow_vector():
            vector.next = adding.vector
            if load_x.valid:
                vector.next = load_x.vector
            x.vector.next = vector
            was_loading.next = loading

        replay = instance("u_batch_replay", batch_replay, dict(
            rst=own_rst, start=load_end, batch=batch, add_y=add_y, out_y=adding), dim=dim, vectors=vectors)
        several = (tell_apart, find_ends, follow_vector, replay, widen(x.index, index_wide),
                   widen(x.vector, vector_wide))
    row = per_vector(unsigned(clog2(dim // tail)), vectors, vector)

    # X of the row to come waits in `ahead`, the one after it at the memory's output, which reads `fetch` next.
    stored, written, ahead = unsigned(width), unsigned(width), signed(width)

    @always_comb
    def move():
        refill.next = take or rewind or reload
        at_last.next = row == last_row
        written.next = x.element[width:]

    # What comes from afar is registered before it is added.
    @always_seq(clk.posedge, reset=own_rst)
    def enter():
        take.next = load_x.valid or adding.valid
        loading.next = load_x.valid
        entry.next = adding.value
        loaded.next = load_x.value

    if vectors == 1:
        @always_seq(clk.posedge, reset=own_rst)
        def run_ahead():
            if x_last:
                fetch.next = 0
            elif refill:
                fetch.next = fetch + 1
    else:
        fetched_vector, first_fetch = unsigned(clog2(vectors)), unsigned(clog2(dim * vectors))
        several = several, widen(batch.first, first_fetch)

        @always_seq(clk.posedge, reset=own_rst)
        def run_ahead():
            if x_last:
                fetch.next = first_fetch
                fetched_vector.next = batch.first
            elif refill and (fetched_vector == last_vector):
                fetch.next = fetch + first_fetch + 1
                fetched_vector.next = batch.first
            elif refill:
                fetch.next = fetch + 1
                fetched_vector.next = fetched_vector + 1

    memory = instance("u_ram", holding_ram, dict(
        we=x.we, waddr=place, wdata=written, raddr=fetch, rdata=stored, re=refill), width=width,
        depth=dim // tail * vectors)

    grown = signed(width)
    if tail == 1:
        ahead_wide, y_wide, total = signed(X_BITS + 1), signed(X_BITS + 1), signed(X_BITS + 1)
        extensions = widen(ahead, ahead_wide), widen(entry, y_wide)
        smallest, largest = 1 << (X_BITS - 1), (1 << (X_BITS - 1)) - 1

        @always_comb
        def add():
            total.next = ahead_wide + y_wide

        @always_comb
        def saturate():
            if total[X_BITS] == total[X_BITS - 1]:
                grown.next = total[X_BITS:].signed()
            elif total[X_BITS]:
                grown.next = intbv(smallest)[X_BITS:].signed()
            else:
                grown.next = intbv(largest)[X_BITS:].signed()

        adding_up = extensions, add, saturate
    else:
        adding_up = side_by_side("u_add", saturating_add, tail, dict(a=ahead, b=entry, total=grown))

    @always_seq(clk.posedge, reset=own_rst)
    def element():
        x.we.next = take
        x_last_element.next = take and at_last
        rewind.next = x_last
        reload.next = rewind
        if take or reload:
            ahead.next = stored[width:].signed()
        if take:
            x.index.next = row
            row.next = row + 1
            if at_last:
                row.next = 0
            x.element.next = grown
            if loading:
                x.element.next = loaded

    @always_comb
    def take_gain():
        gain.pop.next = gain_end
        gain.pop_last.next = gains_end

    _, to_u = delay_line("u_tag_delay", (x_last_fresh, x_fresh), GAIN_LATENCY, into=(u.commit, u.we), rst=own_rst)
    index_delay = delayed("u_index_delay", x.index, u.index, GAIN_LATENCY, rst=own_rst)
    vector_delay = vector_to("u_vector_delay", vector_of(x), vector_of(u), GAIN_LATENCY)
    scaling = side_by_side("u_apply_gain", apply_gain, tail, dict(
        rst=own_rst, x=x.element, gain=gain.value, u=u.value))

    squares = SumOfSquares(sum_bits(dim), vectors)
    squared = ElementsInOrder(ends=True, vectors=vectors, tail=tail).with_wires(
        valid=x_fresh, last=x_last_fresh, value=x.element, **as_field(vector_of(x)))
    squarer, several_squares = (sum_of_squares, {}) if tail == 1 else (squares_side_by_side, dict(tail=tail))
    squaring = instance(f"u_{squarer.name}", squarer, dict(
        rst=squares_rst, in_x=squared, out=squares), dim=dim, eps_int=eps_int, vectors=vectors, **several_squares)
    if vectors == 1:
        rooted, store = dict(out_valid=norm_done, **norm.by_port("norm")), ()
    else:
        root = MarkedSamples(vector=unsigned(clog2(vectors)), rm=unsigned(RECIPROCAL_MANTISSA.bits),
                             k=unsigned(RECIPROCAL_EXPONENT.bits))
        rooted = dict(out_valid=root.valid, rm=root.rm, k=root.k)
        store = (vector_to("u_root_vector", squares.vector, root.vector, RSQRT_LATENCY, rst=root_rst),
                 instance("u_norm_store", norm_store, dict(rst=root_rst, root=root, done=norm_done, norm=norm),
                          vectors=vectors))
    rooting = instance("u_rsqrt", rsqrt, dict(
        rst=root_rst, in_valid=squares.valid, s=squares.total, **rooted), width=sum_bits(dim))

    return (resetting, resetting_squares, resetting_root, several, move, enter, run_ahead, memory, adding_up,
            element, take_gain, to_u, index_delay, vector_delay, scaling, squaring, store, rooting)
