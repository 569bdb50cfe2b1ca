"""The outermost loop: prompt tokens in, generated tokens out, one position after the other."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.prompt_batch import prompt_batch
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    instance,
    module,
    named,
    one_of,
    state_register,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.memory_wires import PassEnd
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream

TDATA_BITS = 32
"""A token on a stream."""

WANTED_BIT = 30
"""Of a word with a generated token: the host is asked for drafts."""

TAKE, START, RUN, OFFER, DRAIN = named("TAKE START RUN OFFER DRAIN")


def ports(geometry):
    g = geometry
    return clocked(s_axis=In(RevocableAxiStream(TDATA_BITS)), m_axis=Out(AxiStream(TDATA_BITS)),
                   max_tokens=In(unsigned(g.position_bits + 1), "most tokens of an answer, 0 of no limit"),
                   resume=In(bit(), "a prompt goes on with the last text"),
                   run=Out(TokenRun(g.token_bits, g.position_bits, g.vectors, shared=g.sequences > 1)),
                   pass_end=Out(PassEnd()))


@module(ports)
def token_loop(clk, rst, s_axis, m_axis, max_tokens, resume, run, pass_end, *, geometry):
    """Prompt tokens come in on `s_axis`, `tlast` at the prompt's end; each is run at the next position, from the cycle
    after it was taken on, all but the last without a choice. After the last the token that the decoder chose leaves on
    `m_axis` and is run in turn, until it is one of the model's stop tokens, the `max_tokens`th (0: no limit but the
    context) or has no position left: that one carries `tlast` and is not run. The next prompt starts at position 0, or,
    with `resume` as its first token is taken, at the one after the last that was run: what is to follow the answer's
    last token begins with that token. After a full context there is none, and the prompt starts at 0. A prompt token
    outside the vocabulary is read as 0, the unknown token; a prompt that fills the context is answered by one token and
    drained. An offered token waits while the next one is computed.

    Of several vectors as many tokens of a prompt are taken as there are, or up to its end or the last position, and run
    together; where passes are shared as many as the latest one's answers leave room for, or one. A token of an answer
    is run alone; where `wants_drafts` asks for drafts to follow it and it is to be run, its word has WANTED_BIT.
    """
    vocab_size, last_position, token_bits = geometry.model.vocab_size, geometry.context - 1, geometry.token_bits
    word_bits, above, wanted_bit = TDATA_BITS, WANTED_BIT + 1, WANTED_BIT
    state = state_register(TAKE)
    chosen, chosen_word = unsigned(token_bits), unsigned(TDATA_BITS)
    extension = widen(chosen, chosen_word)
    ordinal, taken, is_first, begins = unsigned(geometry.position_bits + 1, 1), bit(), bit(1), bit()
    prompt_ended, context_full, ends_text, at_maximum, is_last, offer, follows, is_stop = (bit() for _ in range(8))
    followed, ended, at_start, passed = (bit() for _ in range(4))
    goes, begins_text = (taken, at_start) if geometry.vectors == 1 else (bit(), bit())
    stop = one_of(run.next_token, geometry.model.stop_tokens, is_stop)

    @always_comb
    def streams():
        s_axis.tready.next = (state == TAKE) or (state == DRAIN)
        follows.next = offer and not is_last

    @always_comb
    def judge():
        taken.next = (state == TAKE) and s_axis.tvalid
        begins.next = is_first and not resume
        offer.next = (state == OFFER) and (not m_axis.tvalid or m_axis.tready)
        is_last.next = context_full or ends_text or at_maximum
        run.chooses.next = prompt_ended or context_full
        pass_end.classifier.next = prompt_ended or context_full

    @always_seq(clk.posedge, reset=rst)
    def look_ahead():
        context_full.next = run.position == last_position
        if state == RUN:
            at_maximum.next = ordinal == max_tokens

    # Registers, for their fan-out in the decoder is high: they rise as the state becomes START.
    @always_seq(clk.posedge, reset=rst)
    def announce():
        followed.next = follows
        ended.next = offer and is_last
        run.token_start.next = goes or follows
        run.text_start.next = goes and begins_text
        pass_end.known.next = run.token_start

    # A cycle late: its next use is at a token's end.
    @always_seq(clk.posedge, reset=rst)
    def number():
        if ended:
            ordinal.next = 1
        elif followed:
            ordinal.next = ordinal + 1

    here, given = unsigned(geometry.position_bits), unsigned(token_bits)

    # The position goes on a cycle after a token of the prompt is done: its end comes late in a cycle.
    @always_comb
    def look_at_prompt():
        here.next = run.position
        if passed:
            here.next = run.position + 1
        if begins:
            here.next = 0
        given.next = s_axis.tdata[token_bits:]
        if s_axis.tdata >= vocab_size:
            given.next = 0

    @always_comb
    def find_text_start():
        at_start.next = here == 0

    if geometry.vectors == 1:
        offered = chosen_word

        @always_seq(clk.posedge, reset=rst)
        def gather():
            if taken:
                run.token.next = given
            elif state == OFFER:
                run.token.next = chosen
    else:
        prompt, offered = MarkedSamples(valid=taken, value=given, begins=at_start, last=bit()), unsigned(word_bits)

        @always_comb
        def ask_for_drafts():
            offered.next = concat(chosen_word[word_bits:above], run.wants_drafts and not is_last,
                                  chosen_word[wanted_bit:])

        if geometry.sequences == 1:
            @always_comb
            def limit_batch():
                prompt.last.next = s_axis.tlast or (here == last_position)

            limiting = limit_batch
        else:
            gathered, filled = (unsigned((2 * geometry.vectors).bit_length()) for _ in range(2))
            last_vector = geometry.vectors - 1

            @always_comb
            def fill():
                filled.next = gathered + run.answers

            @always_comb
            def leave_room():
                prompt.last.next = s_axis.tlast or (here == last_position) or (filled >= last_vector)

            @always_seq(clk.posedge, reset=rst)
            def count():
                if goes:
                    gathered.next = 0
                elif taken:
                    gathered.next = gathered + 1

            limiting = fill, leave_room, count

        gather = (limiting, ask_for_drafts, instance("u_prompt_batch", prompt_batch, dict(
            prompt=prompt, answer=Samples(valid=follows, value=chosen), goes=goes, begins_text=begins_text,
            batch=Batch(geometry.vectors).with_wires(first=run.first), vector=run.vector, token=run.token),
            token_bits=token_bits, vectors=geometry.vectors))

    @always_seq(clk.posedge, reset=rst)
    def answer():
        if offer:
            m_axis.tvalid.next = 1
            m_axis.tdata.next = offered
            m_axis.tlast.next = is_last
        elif m_axis.tready:
            m_axis.tvalid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def loop():
        passed.next = 0
        if state == TAKE:
            if taken or passed:
                run.position.next = here
            if taken:
                is_first.next = 0
                prompt_ended.next = s_axis.tlast
                if goes:
                    state.next = START
                else:
                    run.position.next = here + 1
        elif state == START:
            state.next = RUN
        elif state == RUN:
            if run.token_done:
                chosen.next = run.next_token
                ends_text.next = is_stop
                if run.chooses:
                    state.next = OFFER
                else:
                    passed.next = 1
                    state.next = TAKE
        elif state == OFFER:
            if offer:
                if not is_last:
                    run.position.next = run.position + 1
                    state.next = START
                else:
                    run.position.next = 0
                    if not context_full:
                        run.position.next = run.position + 1
                    is_first.next = 1
                    if prompt_ended:
                        state.next = TAKE
                    else:
                        state.next = DRAIN
        elif s_axis.tvalid and s_axis.tlast:
            state.next = TAKE

    return (extension, stop, streams, look_at_prompt, find_text_start, gather, judge, look_ahead, announce, number,
            answer, loop)
