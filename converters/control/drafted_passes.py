"""Passes with drafts in them: what the token loop asks for one by one is run several positions at a time."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.draft_limit import draft_limit
from llama2_rtl.converters.control.draft_lookup import draft_lookup
from llama2_rtl.converters.control.host_drafts import host_drafts
from llama2_rtl.converters.control.pass_choices import pass_choices
from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Out,
    Rule,
    bit,
    check,
    clocked,
    clog2,
    instance,
    module,
    named,
    resize,
    state_register,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.control import DraftEvents, Drafting, Handover, TokensRun
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.memory_wires import PassEnd
from llama2_rtl.converters.interfaces.stream import RevocableAxiStream
from llama2_rtl.converters.kernels.per_vector import pick_vector
from llama2_rtl.golden.drafts import NGRAM_BITS

REST, SORT, SEEK, RUN, ANSWER = named("REST SORT SEEK RUN ANSWER")

RULES = (
    Rule("settled", "!({valid} && {ready} && ({start} || {open}))",
         "no token of a prompt is taken while one is at work", between=("{start}", "{done}")),
)


def ports(geometry):
    g = geometry
    return clocked(asked=In(TokenRun(g.token_bits, g.position_bits, g.vectors, shared=g.sequences > 1)),
                   s_axis=In(RevocableAxiStream(TDATA_BITS), "prompts, and drafts for which the host was asked"),
                   prompt=Out(RevocableAxiStream(TDATA_BITS), "prompts"), drafting=In(Drafting(g.vectors)),
                   row_asked=In(bit(), "the row of a vector's token is asked for"),
                   run=Out(TokenRun(g.token_bits, g.position_bits, g.vectors, choices=True, waits=g.sequences > 1)),
                   ran=Out(TokensRun(g.token_bits, vectors=g.vectors)), pass_end=Out(PassEnd()),
                   drafts=Out(DraftEvents(g.vectors)))


@module(ports)
def drafted_passes(clk, rst, asked, s_axis, prompt, drafting, row_asked, run, ran, pass_end, drafts, *, geometry):
    """Where drafts come from is taken over with a prompt's tokens. With neither it is as if `asked` and `run` were one.
    Else it runs what is asked for two cycles later, and is done a cycle after the decoder. A single token that is to
    choose the next one gets drafts behind it, as many as have a position, the context's last one left out: those that
    `draft_lookup` finds, as many as `draft_limit` allows, or those of the packet that `host_drafts` takes of `s_axis`,
    for which `wants_drafts` asked, and which is awaited. A prompt's last token, for which nothing asked, has none of
    the host's. Where the token asked for next is the draft behind it, it has been run already: it is done two cycles
    after it was asked for, with what was chosen behind it. So the text is the one without drafts. What was run is
    forgotten when a prompt comes, for which the host may choose otherwise.

    `ran` tells the tokens of the text, those of a prompt as their rows are asked for, and drafts as they are found. Two
    vectors or more.

    Of several texts this is one: its tokens wait for a pass that it shares with others, which may leave some of the
    drafts out. A `start` comes `soon` but while the host's are awaited.
    """
    g, vectors, bits = geometry, geometry.vectors, geometry.token_bits
    last, last_drafted, held_bits, most_bits = vectors - 1, max(g.context - 2, 0), vectors * bits, clog2(vectors)
    state, single, agrees, stored, hit, tells = state_register(REST), *(bit() for _ in range(5))
    enabled, drafted, text_begins, starts, started, host, unasked, seeks, listens, ready = (bit() for _ in range(10))
    own_position, own_first, ngram = unsigned(g.position_bits), unsigned(most_bits), unsigned(NGRAM_BITS)
    held, shifted, latest, read, chosen = (unsigned(count * bits) for count in (vectors, vectors, 1, 1, 1))
    limit, most, wide = unsigned(most_bits), unsigned(most_bits), max(g.position_bits, most_bits)
    offered, last_run = bit(), Const(last, most_bits)
    place, room, most_wide, allowed = unsigned(wide), unsigned(wide), unsigned(wide), unsigned(most_bits)
    widenings = widen(asked.position, place), widen(allowed, most_wide)
    look_up, sent, batch = Handover(), Handover(), Batch(vectors).with_wires(first=run.first)
    found, given, draft = (Samples(value=unsigned(bits)) for _ in range(3))
    packet = RevocableAxiStream(TDATA_BITS).with_wires(tdata=s_axis.tdata, tlast=s_axis.tlast)
    if g.sequences == 1:
        waits = resize(draft.valid, offered)
    else:
        offered, last_run = run.draft_taken, run.last_run

        @always_comb
        def waits():
            asked.answers.next = run.answers
            run.has_drafts.next = drafted and enabled
            run.soon.next = started or (state == ANSWER) or (
                enabled and ((state == SORT) or ((state == SEEK) and not host)))

    of_text = TokensRun(bits).with_wires(run=ran.run, first=ran.first, token=asked.token)
    lookup = instance("u_draft_lookup", draft_lookup, dict(
        ran=of_text, ngram=ngram, most=most, handover=look_up, out_draft=found), token_bits=bits,
        position_bits=g.position_bits, vectors=vectors)
    listening = instance("u_host_drafts", host_drafts, dict(
        s_axis=packet, most=most, handover=sent, out_draft=given), vocab_size=g.model.vocab_size, vectors=vectors)
    limiting = instance("u_draft_limit", draft_limit, dict(
        text_start=asked.text_start, offer=offered, accept=hit, judge=seeks, limit=limit), vectors=vectors)
    choices = instance("u_pass_choices", pass_choices, dict(
        batch=batch, drafted=drafted, tokens=held, choice=Samples(
            valid=run.choice, vector=run.choice_vector, value=run.next_token), start=run.token_done, last_run=last_run,
        take=hit, token=chosen, agrees=agrees), token_bits=bits, vectors=vectors)

    @always_comb
    def switch():
        enabled.next = host or (ngram != 0)
        unasked.next = host and not stored
        listens.next = host and (state == SEEK)

    @always_comb
    def share_tokens():
        packet.tvalid.next = s_axis.tvalid and listens
        prompt.tvalid.next = s_axis.tvalid and not listens
        s_axis.tready.next = prompt.tready
        if listens:
            s_axis.tready.next = packet.tready
        prompt.tdata.next = s_axis.tdata
        prompt.tlast.next = s_axis.tlast

    @always_comb
    def sort():
        single.next = enabled and asked.chooses and (asked.first == last)
        hit.next = (state == SORT) and single and stored and agrees
        seeks.next = (state == SORT) and single and not unasked and not (stored and agrees)

    @always_comb
    def look():
        look_up.start.next = seeks and not host
        sent.start.next = seeks and host
        ready.next = look_up.done or sent.done
        starts.next = ready or ((state == SORT) and (unasked or not single))
        tells.next = ((state == SORT) and single) or (row_asked and not single)

    @always_comb
    def take_draft():
        draft.valid.next = found.valid or given.valid
        draft.value.next = found.value
        if host:
            draft.value.next = given.value

    @always_comb
    def gather():
        latest.next = asked.token
        if draft.valid:
            latest.next = draft.value

    @always_comb
    def shift():
        shifted.next = concat(latest, held[held_bits:bits])

    # Outside a pass a single token is looked at, which is the last vector's.
    @always_comb
    def read_tokens():
        asked.vector.next = last
        if (state == RUN) or not enabled:
            asked.vector.next = run.vector
        run.token.next = asked.token
        if drafted and enabled:
            run.token.next = read

    @always_comb
    def run_on():
        run.token_start.next = started
        run.position.next = own_position
        run.first.next = own_first
        asked.token_done.next = state == ANSWER
        asked.next_token.next = chosen
        asked.wants_drafts.next = host and stored and not agrees
        if not enabled:
            run.token_start.next = asked.token_start
            run.position.next = asked.position
            run.first.next = asked.first
            asked.token_done.next = run.token_done
            asked.next_token.next = run.next_token

    @always_comb
    def tell():
        ran.run.next = tells
        ran.first.next = tells and text_begins
        ran.token.next = latest
        ran.drafted.next = draft.valid
        run.chooses.next = asked.chooses
        pass_end.classifier.next = asked.chooses

    @always_comb
    def report():
        drafts.begins.next = run.token_start
        drafts.offered.next = offered
        drafts.accepted.next = hit

    @always_comb
    def find_room():
        room.next = 0
        if place <= last_drafted:
            room.next = last_drafted - place

    @always_comb
    def allow():
        allowed.next = limit
        if host:
            allowed.next = last

    @always_seq(clk.posedge, reset=rst)
    def limit_drafts():
        most.next = allowed
        if room < most_wide:
            most.next = room[most_bits:]

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if asked.token_start:
            own_position.next = asked.position
        elif draft.valid:
            own_position.next = own_position + 1
        if state == SORT:
            own_first.next = asked.first
            drafted.next = 0
        elif draft.valid:
            own_first.next = own_first - 1
            drafted.next = 1
        if (state == SORT) or draft.valid:
            held.next = shifted
        if prompt.tvalid and prompt.tready:
            ngram.next = drafting.ngram
            host.next = drafting.host
            stored.next = 0
        elif run.token_done:
            stored.next = 1

    # Registers, for their fan-out in the decoder is high.
    @always_seq(clk.posedge, reset=rst)
    def announce():
        started.next = starts
        pass_end.known.next = run.token_start

    @always_seq(clk.posedge, reset=rst)
    def mark_text():
        if asked.text_start:
            text_begins.next = 1
        elif ran.run:
            text_begins.next = 0

    @always_seq(clk.posedge, reset=rst)
    def go_on():
        if state == REST:
            if asked.token_start and enabled:
                state.next = SORT
        elif state == SORT:
            if hit:
                state.next = ANSWER
            elif seeks:
                state.next = SEEK
            else:
                state.next = RUN
        elif state == SEEK:
            if ready:
                state.next = RUN
        elif state == RUN:
            if run.token_done:
                state.next = ANSWER
        else:
            state.next = REST

    checks = check(clk, rst, RULES, valid=prompt.tvalid, ready=prompt.tready, start=asked.token_start,
                   done=asked.token_done)
    return (widenings, waits, lookup, listening, limiting, choices, pick_vector(held, vectors, run.vector, read),
            checks, switch, share_tokens, sort, look, take_draft, gather, shift, read_tokens, run_on, tell, report,
            find_room, allow, limit_drafts, keep, announce, mark_text, go_on)
