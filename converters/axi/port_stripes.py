"""A stream of words whose stripes are those of several memory ports: split among them, and put together again."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, all_of, bit, clocked, instance, module, part, unsigned, wire
from llama2_rtl.converters.interfaces.stream import Handshake

STRIPED = "data", "strobe"
"""The fields of which each port has a stripe; it sees all of the others."""


def _fork_ports(count):
    return clocked(s=In(Handshake()), valid=Out(unsigned(count), "whom a word is offered to"),
                   ready=In(unsigned(count), "who takes it"))


@module(_fork_ports, suffix="{count}")
def handshake_fork(clk, rst, s, valid, ready, *, count):
    """Offers each word of a source to `count` sinks; each takes it once, when it likes, and the source sees it taken
    with the last of them. A word per cycle, no latency. A reset forgets who has taken."""
    has_taken, has, all_have = unsigned(count), unsigned(count), bit()
    every = all_of(has, all_have)

    @always_comb
    def offer():
        for sink in range(count):
            valid.next[sink] = s.valid and not has_taken[sink]

    @always_comb
    def answer():
        has.next = has_taken | ready
        s.ready.next = all_have

    @always_seq(clk.posedge, reset=rst)
    def remember():
        if s.valid and all_have:
            has_taken.next = 0
        elif s.valid:
            has_taken.next = has

    return every, offer, answer, remember


def _join_ports(count):
    return dict(valid=In(unsigned(count), "who offers a part"), taken=Out(bit(), "all parts are taken"),
                m=Out(Handshake()))


@module(_join_ports, suffix="{count}")
def handshake_join(valid, taken, m, *, count):
    """Offers a word when all of `count` sources offer their parts of it, which are taken together. No latency."""
    all_there = bit()
    every = all_of(valid, all_there)

    @always_comb
    def join_parts():
        m.valid.next = all_there
        taken.next = all_there and m.ready

    return every, join_parts


def spread(label, source, count, rst):
    """(the streams of `count` ports that together take the words of the stream `source`, each its stripe; hardware).
    `rst` is the reset of the source and of those that take."""
    if count == 1:
        return [source], ()
    valid, ready = wire(unsigned(count), f"{label}_valids"), wire(unsigned(count), f"{label}_readys")
    offer = Handshake().with_wires(valid=source.valid, ready=source.ready)
    fork = instance(f"u_{label}_fork", handshake_fork, dict(rst=rst, s=offer, valid=valid, ready=ready), count=count)
    return [_of_port(source, count, port, valid=part(valid, port, 1), ready=part(ready, port, 1))
            for port in range(count)], fork


def gather(label, sink, count):
    """(the streams of `count` ports whose stripes make up the words of the stream `sink`, hardware)."""
    if count == 1:
        return [sink], ()
    valid, taken = wire(unsigned(count), f"{label}_valids"), wire(bit(), f"{label}_taken")
    join = instance(f"u_{label}_join", handshake_join, dict(
        valid=valid, taken=taken, m=Handshake().with_wires(valid=sink.valid, ready=sink.ready)), count=count)
    return [_of_port(sink, count, port, valid=part(valid, port, 1), ready=taken) for port in range(count)], join


def _of_port(stream, count, port, **handshake):
    """The stream as a port has it."""
    striped = {name: part(stream.wires[name], port, len(stream.wires[name]) // count)
               for name in STRIPED if name in stream.wires}
    return stream.with_wires(**stream.wires | striped | handshake)
