"""The outermost loop: prompt tokens in, generated tokens out, one position after the other."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, module, named, one_of, reset, unsigned, widen

TDATA_BITS = 32
"""A token on a stream."""

TAKE, START, RUN, OFFER, DRAIN = named("TAKE START RUN OFFER DRAIN")


def ports(geometry):
    return dict(clk=clock(), rst=reset(),
                s_axis_tvalid=bit(), s_axis_tready=bit(), s_axis_tdata=unsigned(TDATA_BITS), s_axis_tlast=bit(),
                m_axis_tvalid=bit(), m_axis_tready=bit(), m_axis_tdata=unsigned(TDATA_BITS), m_axis_tlast=bit(),
                max_tokens=unsigned(geometry.position_bits + 1),
                text_start=bit(), token_start=bit(), token=unsigned(geometry.token_bits),
                position=unsigned(geometry.position_bits), token_done=bit(), next_token=unsigned(geometry.token_bits))


@module(ports)
def token_loop(clk, rst, s_axis_tvalid, s_axis_tready, s_axis_tdata, s_axis_tlast, m_axis_tvalid, m_axis_tready,
               m_axis_tdata, m_axis_tlast, max_tokens, text_start, token_start, token, position, token_done,
               next_token, *, geometry):
    """Prompt tokens come in on `s_axis`, `tlast` at the prompt's end; each is run at the next position. After the last
    the token that the decoder chose leaves on `m_axis` and is run in turn, until it is one of the model's stop tokens,
    the `max_tokens`th (0: no limit but the context) or has no position left: that one carries `tlast`, and the next
    prompt starts at position 0. A prompt token outside the vocabulary is read as 0, the unknown token; a prompt that
    fills the context is answered by one token and drained. An offered token waits while the next one is computed.
    `text_start` pulses with the `token_start` of position 0.
    """
    vocab_size, last_position, token_bits = geometry.model.vocab_size, geometry.context - 1, geometry.token_bits
    state = unsigned(3)
    chosen, chosen_word = unsigned(token_bits), unsigned(TDATA_BITS)
    extension = widen(chosen, chosen_word)
    ordinal = unsigned(geometry.position_bits + 1, 1)
    prompt_ended, context_full, ends_text, at_maximum, is_last, offer, follows = (bit() for _ in range(7))
    stop = one_of(chosen, geometry.model.stop_tokens, ends_text)

    @always_comb
    def streams():
        s_axis_tready.next = (state == TAKE) or (state == DRAIN)
        follows.next = offer and not is_last

    @always_comb
    def judge():
        offer.next = (state == OFFER) and (not m_axis_tvalid or m_axis_tready)
        is_last.next = context_full or ends_text or at_maximum

    @always_seq(clk.posedge, reset=rst)
    def look_ahead():
        context_full.next = position == last_position
        if state == RUN:
            at_maximum.next = ordinal == max_tokens

    # Registers, for much of the decoder hangs on them: they rise as the state becomes START.
    @always_seq(clk.posedge, reset=rst)
    def announce():
        token_start.next = ((state == TAKE) and s_axis_tvalid) or follows
        text_start.next = (state == TAKE) and s_axis_tvalid and (position == 0)

    @always_seq(clk.posedge, reset=rst)
    def answer():
        if offer:
            m_axis_tvalid.next = 1
            m_axis_tdata.next = chosen_word
            m_axis_tlast.next = is_last
        elif m_axis_tready:
            m_axis_tvalid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def loop():
        if state == TAKE:
            if s_axis_tvalid:
                token.next = s_axis_tdata[token_bits:]
                if s_axis_tdata >= vocab_size:
                    token.next = 0
                prompt_ended.next = s_axis_tlast
                state.next = START
        elif state == START:
            state.next = RUN
        elif state == RUN:
            if token_done:
                chosen.next = next_token
                if prompt_ended or context_full:
                    state.next = OFFER
                else:
                    position.next = position + 1
                    state.next = TAKE
        elif state == OFFER:
            token.next = chosen
            if offer:
                if not is_last:
                    ordinal.next = ordinal + 1
                    position.next = position + 1
                    state.next = START
                else:
                    position.next = 0
                    ordinal.next = 1
                    if prompt_ended:
                        state.next = TAKE
                    else:
                        state.next = DRAIN
        elif s_axis_tvalid and s_axis_tlast:
            state.next = TAKE

    return extension, stop, streams, judge, look_ahead, announce, answer, loop
