"""A stream of words with backpressure."""

from converters.hdl import Interface, Stays, backward, bit, forward, unsigned


class Stream(Interface):
    """Words from a source to a sink, by the rules of AXI4-Stream: a word passes at each clock edge at which `valid` and
    `ready` are high. `valid` never waits for `ready`; `ready` may wait for `valid`, and may fall without a word. After
    reset `valid` is low.
    """

    RULES = (
        Stays("offer", "{valid} && !{ready}", ("valid", "data"), "a word once offered stays until it is taken"),
    )

    def fields(self, width):
        return dict(valid=forward(bit(), "a word is offered"), ready=backward(bit(), "the sink takes it"),
                    data=forward(unsigned(width), "the word"))
