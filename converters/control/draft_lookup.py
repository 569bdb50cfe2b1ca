"""Drafts by prompt lookup: what followed the latest earlier occurrence of the text's last tokens."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.control.draft_place import draft_place
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    module,
    named,
    part,
    pick,
    state_register,
    unsigned,
)
from llama2_rtl.converters.interfaces.control import Handover, TokensRun
from llama2_rtl.converters.interfaces.control_wires import SoughtTokens
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.memory import MemoryRead
from llama2_rtl.golden.drafts import NGRAM_BITS

PLACES = 8
"""Tokens of the text that are compared in a cycle: a row."""

REST, BEGIN, SCAN, FLUSH, WAIT, ALIGN, READ = named("REST BEGIN SCAN FLUSH WAIT ALIGN READ")


def ports(token_bits, position_bits, vectors):
    return clocked(ran=In(TokensRun(token_bits)), ngram=In(unsigned(NGRAM_BITS), "how many tokens are looked for"),
                   most=In(unsigned(clog2(vectors)), "how many drafts at most"), handover=In(Handover()),
                   out_draft=Out(Samples(value=unsigned(token_bits))))


@module(ports)
def draft_lookup(clk, rst, ran, ngram, most, handover, out_draft, *, token_bits, position_bits, vectors):
    """Keeps the tokens of the text, which `ran` tells, and from `start` on looks for the latest place in front of the
    last token where the text's last `ngram` tokens stand, 1 to 3: `golden.drafts.lookup`. The tokens behind that place
    come one per cycle, `most` of them; behind the text's end comes what stands behind the place again. `done` comes
    with the last one, or alone where there is none. `start` may come with `ran`, whose token counts; `ngram` and, from
    the third cycle on, `most` stay until `done`.

    The text is read backwards, a row of PLACES tokens per cycle. Of n rows the drafts begin at most n + PLACES + 7
    cycles after `start`; where there is no such place `done` comes n + 5 cycles after it.
    """
    low, width, every = clog2(PLACES), PLACES, (1 << PLACES) - 1
    bits, top, step = max(position_bits, low + 1), PLACES - 1, PLACES
    row_bits, before_top = bits - low, PLACES - 2
    state, length, written, newest, begins, pointer = state_register(REST), *(unsigned(bits) for _ in range(5))
    sought, row, row_1, row_2, row_3 = SoughtTokens(token_bits), *(unsigned(row_bits) for _ in range(4))
    word, picked, place_1 = unsigned(PLACES * token_bits), unsigned(token_bits), unsigned(low)
    # Of the row that was read: which of its tokens are the last one, the one in front of it, the one in front of that.
    # Then of the row before it, and of the one before that, which is the later one of the text.
    is_last, is_second, is_third, counts = (unsigned(PLACES) for _ in range(4))
    last_2, second_2, third_2, last_3, second_3, third_3, fitting, hits = (unsigned(PLACES) for _ in range(8))
    read_1, beyond_1, compared, beyond_2, draft_1 = (bit() for _ in range(5))
    left = unsigned(clog2(vectors))

    places = [instance(f"u_place_{number}", draft_place, dict(
        ran=ran, written=written, sought=sought,
        read=MemoryRead(row_bits, token_bits).with_wires(raddr=row, rdata=part(word, number, token_bits)),
        is_last=part(is_last, number, 1), is_second=part(is_second, number, 1), is_third=part(is_third, number, 1)),
        token_bits=token_bits, row_bits=row_bits, low_bits=low, number=number) for number in range(PLACES)]

    @always_comb
    def find_places():
        written.next = length
        if ran.first:
            written.next = 0
        row.next = pointer[:low]

    @always_seq(clk.posedge, reset=rst)
    def follow_text():
        if ran.run:
            length.next = written + 1
            newest.next = written
            sought.last.next = ran.token
            sought.second.next = sought.last
            sought.third.next = sought.second

    # From the last token's place on nothing counts: there stand the last token itself and those of an older text.
    @always_comb
    def count():
        counts.next = every
        if beyond_1:
            counts.next = 0
        elif row_1 == newest[:low]:
            counts.next = ~(intbv(every)[PLACES:] << newest[low:])

    @always_seq(clk.posedge, reset=rst)
    def compare():
        compared.next = read_1
        if read_1:
            last_2.next = is_last & counts
            second_2.next = is_second & counts
            third_2.next = is_third & counts
            last_3.next = last_2
            second_3.next = second_2
            third_3.next = third_2
            row_2.next = row_1
            row_3.next = row_2
            beyond_2.next = beyond_1
        elif state == BEGIN:
            last_2.next = 0

    @always_comb
    def match():
        fitting.next = last_3
        if ngram == 2:
            fitting.next = last_3 & concat(second_3[top:], second_2[top])
        elif ngram == 3:
            fitting.next = (last_3 & concat(second_3[top:], second_2[top])
                            & concat(third_3[before_top:], third_2[width:before_top]))

    @always_seq(clk.posedge, reset=rst)
    def search():
        handover.done.next = 0
        read_1.next = 0
        beyond_1.next = 0
        draft_1.next = 0
        if state == REST:
            if handover.start:
                state.next = BEGIN
        elif state == BEGIN:
            pointer.next = newest
            state.next = SCAN
        elif state == ALIGN:
            hits.next = hits << 1
            pointer.next = pointer - 1
            if hits[top]:
                pointer.next = pointer + 1
                begins.next = pointer + 1
                left.next = most
                state.next = READ
        elif state == READ:
            pointer.next = pointer + 1
            if pointer == newest:
                pointer.next = begins
            if left == 0:
                handover.done.next = 1
                state.next = REST
            else:
                left.next = left - 1
                draft_1.next = 1
        elif compared and (fitting != 0):
            hits.next = fitting
            pointer.next = concat(row_3, intbv(top)[low:])
            state.next = ALIGN
        elif compared and beyond_2:
            handover.done.next = 1
            state.next = REST
        elif state == SCAN:
            read_1.next = 1
            pointer.next = pointer - step
            if row == 0:
                state.next = FLUSH
        elif state == FLUSH:
            read_1.next = 1
            beyond_1.next = 1
            state.next = WAIT

    @always_seq(clk.posedge, reset=rst)
    def follow():
        row_1.next = row
        place_1.next = pointer[low:]
        out_draft.valid.next = draft_1
        if draft_1:
            out_draft.value.next = picked

    return places, find_places, follow_text, count, compare, match, search, follow, pick(word, place_1, picked)
