"""Shift registers that carry beside a pipeline what belongs to its samples."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import (
    In,
    Interface,
    Out,
    clocked,
    instance,
    module,
    resize,
    unsigned,
    verbatim,
    wire,
)
from llama2_rtl.converters.hdl.private import name_of, shape_of
from llama2_rtl.converters.hdl.signals import like


def delay_ports(width, cycles):
    return clocked(d=In(unsigned(width)), q=Out(unsigned(width), "d, delayed"))


@module(delay_ports, suffix="{width}x{cycles}")
def delay(clk, rst, d, q, *, width, cycles):
    """A shift register: `q` is `d` of `cycles` >= 1 cycles ago; zero after reset."""
    total, kept = width * cycles, width * (cycles - 1)
    line = unsigned(total)

    if cycles == 1:
        @always_seq(clk.posedge, reset=rst)
        def move():
            line.next = d
    else:
        @always_seq(clk.posedge, reset=rst)
        def move():
            line.next = concat(line[kept:], d)

    @always_comb
    def leave():
        q.next = line[total:kept]

    return move, leave


def delayed(label, d, q, cycles, **reset):
    """Place a `delay` of `cycles` >= 0 cycles between two signals of the same width; of none, a wire. It is under the
    block's reset, or under `rst=`."""
    if cycles == 0:
        return resize(d, q)
    return instance(label, delay, dict(d=d, q=q, **reset), width=shape_of(d)[0], cycles=cycles)


def delay_line(label, wires, cycles, into=None, **reset):
    """`(late, blocks)`: a bundle of the fields of `wires`, or as many signals as `wires` has, which are those of
    `cycles` >= 0 cycles ago, zero after reset; and the blocks that make them.

        at_end, line = delay_line("u_to_end", sample, 3)
        (late_row, late_last), line = delay_line("u_to_end", (row, last), 3)
        _, line = delay_line("u_to_end", (row, last), 3, into=(m.row, m.last))

    In Verilog it is one `delay`, of all wires side by side, with the instance name `label`. The late wires are those of
    `into`; without it they are called after the variable that `late` is assigned to, and each has to be used: of a
    bundle of which only some are needed, give those alone. Of no cycles and without `into`, `late` is `wires`.
    It is under the block's reset, or under `rst=`.

    Raises ValueError for a bundle with a field that its sink drives: that one would have to go the other way.
    """
    if isinstance(wires, Interface):
        if upstream := [name for name, field in wires.members.items() if not field.is_forward]:
            raise ValueError(f"{label}: the sink of a {type(wires).__name__} drives {', '.join(upstream)}; delay the "
                             "other fields alone")
        late = wires.with_wires() if into is None else into
        early, delayed_wires = (list(bundle.wires.values()) for bundle in (wires, late))
    else:
        early, delayed_wires = list(wires), [like(signal) for signal in wires] if into is None else list(into)
        late = tuple(delayed_wires)
    if cycles == 0 and into is None:
        return wires, ()
    if cycles == 0:
        return late, tuple(resize(now, then) for now, then in zip(early, delayed_wires, strict=True))
    if len(early) == 1:
        return late, delayed(label, *early, *delayed_wires, cycles, **reset)
    name, width = label.removeprefix("u_"), sum(shape_of(signal)[0] for signal in early)
    d, q = wire(unsigned(width), f"{name}_d"), wire(unsigned(width), f"{name}_q")
    return late, (verbatim(_SideBySide("{d} = {{{wires}}}", early, d=d), early, [d]),
                  delayed(label, d, q, cycles, **reset),
                  verbatim(_SideBySide("{{{wires}}} = {q}", delayed_wires, q=q), [q], delayed_wires))


class _SideBySide:
    """The text of an `assign` between a vector and the signals that make it up, written when all have their names."""

    def __init__(self, equation, wires, **vector):
        self.equation, self.wires, self.vector = equation, wires, vector

    def __str__(self):
        names = {key: name_of(signal) for key, signal in self.vector.items()}
        return f"assign {self.equation.format(wires=', '.join(name_of(wire) for wire in self.wires), **names)};"
