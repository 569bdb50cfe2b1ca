"""The last tokens of a text and the drafts behind it, of which one is looked up."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import Const, In, Out, bit, clocked, clog2, instance, module, part, unsigned, wire
from llama2_rtl.converters.interfaces.control import TokensRun
from llama2_rtl.converters.kernels.per_vector import for_vector
from llama2_rtl.converters.stages.window_entry import window_entry
from llama2_rtl.golden.sampling_formats import WINDOW


def ports(token_bits, vectors=1):
    return clocked(ran=In(TokensRun(token_bits, vectors=vectors)),
                   token=In(unsigned(token_bits), "the token looked up"),
                   counts=In(unsigned(WINDOW + vectors - 1), "which are looked at: the text's last tokens, bit 0 the "
                             "last one, then the drafts in their order"),
                   seen=Out(bit(), "the token looked up a cycle ago is one of them"))


@module(ports)
def token_window(clk, rst, ran, token, counts, seen, *, token_bits, vectors=1):
    """`seen` follows `token` and `counts` by a cycle; what is run is there in the next one. With several `vectors`
    there may be a draft for each but one."""
    window, drafts, held_bits = WINDOW, vectors - 1, token_bits + 1
    held, hits, newest = unsigned((WINDOW + drafts) * held_bits), unsigned(WINDOW + drafts), unsigned(held_bits)
    place, of_drafts = unsigned(clog2(vectors)), ()

    def entry(number, push, forget, previous):
        return instance(f"u_window_entry_{number}", window_entry, dict(
            push=push, forget=forget, previous=previous, token=token, counts=part(counts, number, 1),
            held=part(held, number, held_bits), hit=part(hits, number, 1)), token_bits=token_bits)

    cells = [entry(number, ran.run, ran.first if number else Const(0, 1),
                   part(held, number - 1, held_bits) if number else newest) for number in range(window)]
    if drafts:
        pushes = [wire(bit(), f"push_{number}") for number in range(drafts)]
        cells += [(for_vector(ran.drafted, number, place, push), entry(window + number, push, ran.run, newest))
                  for number, push in enumerate(pushes)]

        @always_seq(clk.posedge, reset=rst)
        def of_drafts():
            if ran.run:
                place.next = 0
            elif ran.drafted:
                place.next = place + 1

    @always_comb
    def look():
        newest.next = concat(True, ran.token)
        seen.next = hits != 0

    return cells, of_drafts, look
