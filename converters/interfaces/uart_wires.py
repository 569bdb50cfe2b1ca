"""The serial link's own protocols: bytes of the line, bytes of packets, what a host commands."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, unsigned


class LineBytes(Interface):
    """Bytes without backpressure: a pulse of `valid` brings one on `data`, which counts in that cycle alone. After
    reset `valid` is low."""

    RULES = (
        Rule("pulse", "!{valid} || !{was_valid}", "no two bytes come in consecutive cycles"),
    )

    def fields(self):
        return dict(valid=forward(bit(), "a byte comes"), data=forward(unsigned(8), "the byte"))

    def port_name(self, bundle, field):
        return field if bundle == "octet" else f"{bundle}_{field}"


class PacketBytes(Interface):
    """The kind and the words of packets, byte by byte as of `LineBytes`, without backpressure. The pulse `end` follows
    a packet's last byte; only where `ok` comes with it was the packet whole, and until then its bytes are worth
    nothing. After reset `valid`, `end` and `ok` are low."""

    RULES = (
        Rule("pulse", "!{valid} || !{was_valid}", "no two bytes come in consecutive cycles"),
        Rule("end", "!({end} && {valid})", "a packet ends after its last byte"),
        Rule("judged", "!{ok} || {end}", "a packet is judged at its end"),
    )

    def fields(self):
        return dict(valid=forward(bit(), "a byte comes"), data=forward(unsigned(8), "the byte"),
                    end=forward(bit(), "the packet ends"), ok=forward(bit(), "the packet that ends is whole"))

    def port_name(self, bundle, field):
        return f"packet_{field}" if field in ("end", "ok") else f"{bundle}_{field}"


class StoryCommands(Interface):
    """A host's commands to the control of a story, as pulses, never refused: `stop` at any time, `accepted` for a
    prompt that begins a story. `idle` is a level, low from the cycle after either until the story, or the reset that
    `stop` brings, is over."""

    RULES = (
        Rule("begin", "!{accepted} || {idle}", "a story begins between stories", duty="source"),
        Rule("busy", "!{was_accepted} && !{was_stop} || !{idle}", "a command is at work from the next cycle on"),
        Rule("one", "!({accepted} && {stop})", "a packet is one command"),
    )

    def fields(self):
        return dict(idle=backward(bit(), "no story is being told, a prompt can be taken"),
                    stop=forward(bit(), "end the story, reset the core"), accepted=forward(bit(), "begin a story"))

    def port_name(self, bundle, field):
        return field
