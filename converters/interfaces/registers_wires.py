"""Protocols between the registers and what they command or read."""

from llama2_rtl.converters.axi.bus import ADDRESS_BITS, TIMEOUT_BITS
from llama2_rtl.converters.axi.faults import CODE_BITS
from llama2_rtl.converters.hdl import Interface, Rule, Stays, backward, bit, forward, unsigned


class HostCommands(Interface):
    """What the host commands by the register CONTROL, a pulse each, never refused; several may come in one cycle.
    `start` comes only while no run is going on.
    """

    RULES = (
        Rule("start", "!{start} || !{was_start}", "start is a pulse of one cycle"),
        Rule("stop", "!{stop} || !{was_stop}", "stop is a pulse of one cycle"),
        Rule("soft_reset", "!{soft_reset} || !{was_soft_reset}", "soft_reset is a pulse of one cycle"),
    )

    def fields(self):
        return dict(start=forward(bit(), "a run begins"), stop=forward(bit(), "the run ends"),
                    soft_reset=forward(bit(), "the run ends, then all but the registers and the buses is reset"))

    def port_name(self, bundle, field):
        return field


class CounterRead(Interface):
    """A pulse `read` asks for the counter `slot`, which stays until the pulse `done` brings its `value`; one at a time.
    """

    RULES = (
        Stays("kept", "{read}", ("slot",), "the number of a counter stays until its value is there"),
        Rule("answer", "!({read} && {done})", "an answer never comes in the cycle of its question", duty="sink"),
        Rule("one", "!{read} || !{open}", "a question waits for the answer before", between=("{read}", "{done}")),
        Rule("asked", "!{done} || {open}", "an answer comes only where a question waits",
             between=("{read}", "{done}")),
    )

    def fields(self, slot_bits, value_bits):
        return dict(read=forward(bit(), "a counter is asked for"), slot=forward(unsigned(slot_bits), "which one"),
                    done=backward(bit(), "its value is there"), value=backward(unsigned(value_bits), "the value"))

    def port_name(self, bundle, field):
        return bundle if field == "read" else f"{bundle}_{field}"


class RunStatus(Interface):
    """What a run is doing: levels, of which `error_code` stays until the next run starts."""

    RULES = (
        Rule("known", "(^{error_code}) !== 1'bx", "whether there was a fault is known"),
    )

    def fields(self):
        return dict(busy=forward(bit(), "a run goes on or is drained"), running=forward(bit(), "prompts are taken"),
                    error_code=forward(unsigned(CODE_BITS), "the run's first fault"))

    def port_name(self, bundle, field):
        return field


class MemoryPlaces(Interface):
    """Where the host has put the packed model and the KV cache, of several `ports` each its part, that of port 0 in the
    low bits: pages whose low bits are not looked at; and how long the memory may stay silent. The host changes them
    only while no run goes on.
    """

    RULES = (
        Rule("known", "(^{image_base}) !== 1'bx && (^{kv_base}) !== 1'bx && (^{timeout}) !== 1'bx",
             "places and patience are known"),
    )

    def fields(self, ports=1):
        return dict(image_base=forward(unsigned(ports * ADDRESS_BITS), "where the packed model lies"),
                    kv_base=forward(unsigned(ports * ADDRESS_BITS), "where the KV cache lies"),
                    timeout=forward(unsigned(TIMEOUT_BITS), "cycles that the memory may stay silent, or 0"))

    def port_name(self, bundle, field):
        return field
