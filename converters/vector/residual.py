"""The residual stream X, and of its norm all but the vector quantiser."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.control.reset_copy import own_reset
from converters.hdl import In, Out, bit, clock, clog2, instance, module, reset, signed, unsigned, widen
from converters.interfaces.matrix import Norm
from converters.interfaces.vector import VectorElements
from converters.interfaces.vector_wires import ElementsInOrder, PromisedGains, SumOfSquares
from converters.kernels.delay import delay
from converters.kernels.rsqrt import LATENCY as RSQRT_LATENCY
from converters.kernels.rsqrt import rsqrt
from converters.memory.ram import holding_ram
from converters.vector.apply_gain import GAIN_BITS, apply_gain
from converters.vector.apply_gain import LATENCY as GAIN_LATENCY
from converters.vector.sum_of_squares import LATENCY as SUM_LATENCY
from converters.vector.sum_of_squares import sum_bits, sum_of_squares

X_BITS = 32

LATENCY = 2 + GAIN_LATENCY
"""Cycles from an element of X to its `u`, and from the last to `u_commit`."""

NORM_LATENCY = 2 + SUM_LATENCY + RSQRT_LATENCY
"""Cycles from the last element of X to `norm_done`."""

REWIND = 4
"""Cycles from a vector's last element to the earliest first one of the next."""


def ports(dim, eps_int):
    return dict(clk=In(clock()), rst=In(reset()), load_x=In(ElementsInOrder()), add_y=In(ElementsInOrder()),
                gain=In(PromisedGains(GAIN_BITS, is_signed=True)), u=Out(VectorElements(clog2(dim))),
                norm_done=Out(bit(), "1/rms has changed"), norm=Out(Norm()), x_we=Out(bit(), "a new element of X"),
                x_index=Out(unsigned(clog2(dim)), "its number"), x=Out(signed(X_BITS), "the element"))


@module(ports)
def residual(clk, rst, load_x, add_y, gain, u, norm_done, norm, x_we, x_index, x, *, dim, eps_int):
    """Vectors of `dim` elements, in order, at most one per cycle: loaded (X = load_x) or added (X = sat32(X +
    add_y)).

    Each new element leaves two cycles later as `x`, where it takes its `gain`, and LATENCY cycles later as u =
    rhu(X * gain, 15), `u_commit` with the last. `rm` and `k`, the reciprocal root of `eps_int` plus the sum
    of squares, change as `norm_done` pulses, `NORM_LATENCY` cycles after the last element. The next vector
    may begin 4 cycles after the last element of this one.
    """
    own_rst, resetting = own_reset("u_reset", clk, rst)
    squares_rst, resetting_squares = own_reset("u_squares_reset", clk, rst)
    root_rst, resetting_root = own_reset("u_root_reset", clk, rst)
    last_row = dim - 1
    row, fetch = unsigned(clog2(dim)), unsigned(clog2(dim))
    take, loading, at_last, x_last, rewind, reload, refill = (bit() for _ in range(7))
    entry, loaded = signed(X_BITS), signed(X_BITS)

    # X of the row to come waits in `ahead`, the one after it at the memory's output, which reads `fetch` next.
    stored, written, ahead = unsigned(X_BITS), unsigned(X_BITS), signed(X_BITS)

    @always_comb
    def move():
        refill.next = take or rewind or reload
        at_last.next = row == last_row
        written.next = x[X_BITS:]

    # What comes from afar is registered before it is added.
    @always_seq(clk.posedge, reset=own_rst)
    def enter():
        take.next = load_x.valid or add_y.valid
        loading.next = load_x.valid
        entry.next = add_y.value
        loaded.next = load_x.value

    @always_seq(clk.posedge, reset=own_rst)
    def run_ahead():
        if x_last:
            fetch.next = 0
        elif refill:
            fetch.next = fetch + 1

    memory = instance("u_ram", holding_ram, dict(
        clk=clk, we=x_we, waddr=x_index, wdata=written, raddr=fetch, rdata=stored, re=refill), width=X_BITS, depth=dim)

    ahead_wide, y_wide, total = signed(X_BITS + 1), signed(X_BITS + 1), signed(X_BITS + 1)
    extensions = widen(ahead, ahead_wide), widen(entry, y_wide)
    smallest, largest = 1 << (X_BITS - 1), (1 << (X_BITS - 1)) - 1
    grown = signed(X_BITS)

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

    @always_seq(clk.posedge, reset=own_rst)
    def element():
        x_we.next = take
        x_last.next = take and at_last
        rewind.next = x_last
        reload.next = rewind
        if take or reload:
            ahead.next = stored[X_BITS:].signed()
        if take:
            x_index.next = row
            row.next = row + 1
            if at_last:
                row.next = 0
            x.next = grown
            if loading:
                x.next = loaded

    tag, u_tag = unsigned(2), unsigned(2)

    @always_comb
    def mark():
        gain.pop.next = x_we
        gain.pop_last.next = x_last
        tag.next = concat(x_last, x_we)

    @always_comb
    def unmark():
        u.commit.next = u_tag[1]
        u.we.next = u_tag[0]

    tag_delay = instance("u_tag_delay", delay, dict(clk=clk, rst=own_rst, d=tag, q=u_tag), width=2, cycles=GAIN_LATENCY)
    index_delay = instance("u_index_delay", delay, dict(clk=clk, rst=own_rst, d=x_index, q=u.index),
                           width=clog2(dim), cycles=GAIN_LATENCY)
    scaling = instance("u_apply_gain", apply_gain, dict(clk=clk, rst=own_rst, x=x, gain=gain.value, u=u.value))

    squares = SumOfSquares(sum_bits(dim))
    squaring = instance("u_sum_of_squares", sum_of_squares, dict(
        clk=clk, rst=squares_rst, in_x=ElementsInOrder(ends=True).with_wires(valid=x_we, last=x_last, value=x),
        out=squares), dim=dim, eps_int=eps_int)
    root = instance("u_rsqrt", rsqrt, dict(
        clk=clk, rst=root_rst, in_valid=squares.valid, s=squares.total, out_valid=norm_done, **norm.by_port("norm")),
        width=sum_bits(dim))

    return (resetting, resetting_squares, resetting_root, move, enter, run_ahead, memory, extensions, add, saturate,
            element, mark, unmark, tag_delay, index_delay, scaling, squaring, root)
