"""What the repetition penalty looks at for each vector of a batch: less of the text, and the drafts behind it."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, clog2, instance, module, part, unsigned, widen
from llama2_rtl.converters.interfaces.control import TokensRun
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber
from llama2_rtl.converters.stages.window_entry import window_entry
from llama2_rtl.golden.sampling_formats import REPEAT_LAST_N_BITS, WINDOW

REACH_BITS = REPEAT_LAST_N_BITS + 1


def ports(token_bits, vectors):
    return clocked(ran=In(TokensRun(token_bits, vectors=vectors)),
                   repeat_last_n=In(unsigned(REPEAT_LAST_N_BITS), "tokens that are penalised, or 0"),
                   of=In(VectorNumber(vectors)), token=In(unsigned(token_bits), "the token looked up"),
                   counts=Out(unsigned(WINDOW), "which of the text's last tokens are looked at, bit 0 the last one"),
                   seen=Out(bit(), "the token looked up a cycle ago is a draft that is looked at"))


@module(ports, suffix="{vectors}")
def vector_window(clk, rst, ran, repeat_last_n, of, token, counts, seen, *, token_bits, vectors):
    """Of the last vector the last `repeat_last_n` tokens of text and drafts count, of one in front of it those that end
    as many tokens earlier. `counts` follows the vector in the same cycle, what was run by three cycles. Two vectors or
    more."""
    last, held_bits, window = vectors - 1, token_bits + 1, WINDOW
    text_bits, draft_bits, reach_bits = WINDOW + last, 2 * last, REACH_BITS
    every_text, every_draft = (1 << text_bits) - 1, (1 << last) - 1
    held, newest = unsigned(max(1, last - 1) * held_bits), unsigned(held_bits)
    first, first_wide, n_wide, reach = unsigned(clog2(vectors), last), *(unsigned(reach_bits) for _ in range(3))
    # Bit i + v of these is whether entry i counts for vector v.
    of_text, of_drafts, text_seen, draft_seen = (unsigned(bits) for bits in (text_bits, draft_bits) * 2)
    drafts_count, hits = unsigned(last), unsigned(last)
    widenings = widen(first, first_wide), widen(repeat_last_n, n_wide)

    cells = [instance(f"u_draft_{number}", window_entry, dict(
        push=ran.drafted, forget=ran.run, previous=part(held, number - 1, held_bits) if number else newest, token=token,
        counts=part(drafts_count, number, 1),
        held=part(held, number, held_bits) if number < last - 1 else Open(held_bits), hit=part(hits, number, 1)),
        token_bits=token_bits) for number in range(last)]

    # Where the text's last token is: the drafts stand in the vectors behind it.
    @always_seq(clk.posedge, reset=rst)
    def follow():
        if ran.run:
            first.next = last
        elif ran.drafted:
            first.next = first - 1

    @always_seq(clk.posedge, reset=rst)
    def reach_back():
        reach.next = n_wide + first_wide
        of_text.next = ~(intbv(every_text)[text_bits:] << reach)
        of_drafts.next = concat(~(intbv(every_draft)[last:] << repeat_last_n), intbv(0)[last:])

    @always_comb
    def shift():
        text_seen.next = of_text >> of.vector
        draft_seen.next = of_drafts >> of.vector

    @always_comb
    def show():
        newest.next = concat(True, ran.token)
        counts.next = text_seen[window:]
        drafts_count.next = draft_seen[last:]
        seen.next = hits != 0

    return widenings, cells, follow, reach_back, shift, show
