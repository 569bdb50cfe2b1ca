"""Passes that several texts share."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.answer_filters import answer_filters
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    bit_at,
    clocked,
    clog2,
    count_of,
    instance,
    module,
    named,
    pick,
    resize,
    state_register,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.control import Sampling, TokenFilters
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.memory_wires import PassEnd
from llama2_rtl.converters.interfaces.sequences import TextChoice, vector_texts, waiting_token
from llama2_rtl.converters.kernels.per_vector import pick_vector
from llama2_rtl.converters.kernels.pushed_values import pushed_values
from llama2_rtl.golden.sampling_formats import INVERSE_BITS, SEED_BITS

REST, GATHER, ANSWERS, PROMPTS, START, RUN = named("REST GATHER ANSWERS PROMPTS START RUN")

ASKING = 4
"""Cycles from the end of a pass until a text whose answer goes on has its next token waiting, less those of the token
loop in which it takes a prompt's."""


def gathering(vectors):
    """Cycles that a pass waits for the tokens of other texts from the one on in which the first one waits, and behind
    the last one in which a token waits soon: in so many a text that has a prompt fills a batch."""
    return vectors + ASKING


def ports(geometry):
    g = geometry
    return clocked(waiting=In(waiting_token(g, g.sequences)),
                   settings=In(Sampling(samplings=g.sequences)),
                   allowed=In(TokenFilters(g.sampler_list, g.sequences)),
                   choice=Out(TextChoice(g.token_bits, g.sequences)),
                   run=Out(TokenRun(g.token_bits, g.position_bits, g.vectors, choices=True, sequences=g.sequences)),
                   texts=Out(vector_texts(g)), sampling=Out(Sampling(samplings=g.samplings)),
                   filters=Out(TokenFilters(g.sampler_list, g.samplings)), pass_end=Out(PassEnd()))


@module(ports)
def shared_passes(clk, rst, waiting, settings, allowed, choice, run, texts, sampling, filters, pass_end, *, geometry):
    """A pass takes of each text the token that chooses, one that is alone or a prompt's last; then, while there is
    room, of each text the tokens of its prompt. Where no prompt waits there are the drafts that follow the tokens that
    choose, each behind its own. It goes through the texts in their order, beginning behind the one that was the last to
    get tokens of a prompt or drafts. It begins `gathering` cycles after a token waits, or after the last one waited
    `soon`, one more for every text, every draft and every token of a prompt, and reads the classifier where one of its
    tokens chooses. Each token has the `settings` of its text, and one that chooses has what its text has `allowed`;
    those of the texts stand side by side. The `answers` of a pass are forgotten where no token waits for as long behind
    it. Two texts or more.
    """
    g, vectors, all_texts = geometry, geometry.vectors, geometry.sequences
    numbers, last, last_text, wait = clog2(all_texts), g.vectors - 1, all_texts - 1, gathering(vectors) - 1
    state, left = state_register(REST), unsigned(clog2(wait + 1))
    text, looked_at, turn, chooser = (unsigned(numbers) for _ in range(4))
    empty, takes, waits, answers, follows, stays, has_room, at_end = (bit() for _ in range(8))
    answering, reading, choosing, room = unsigned(all_texts), bit(), *(unsigned(vectors.bit_length()) for _ in range(2))
    own_token, own_position, own_inverse, own_seed = (
        unsigned(width) for width in (g.token_bits, g.position_bits, INVERSE_BITS, SEED_BITS))
    held = unsigned(vectors * g.token_bits)
    own_filters, filtering = {}, ()
    if g.sampler_list:
        of_text, own = (TokenFilters(g.sampler_list) for _ in range(2))
        is_draft, behind = bit(), unsigned(clog2(vectors))
        for begin, bundle in (("text", of_text), ("own", own)):
            for name, field in bundle.wires.items():
                wire(field, f"{begin}_{name}")
        own_filters = own.wires | dict(behind=behind)
        filtering = (
            instance("u_answer_filters", answer_filters, dict(
                takes=takes, answers=answers, is_draft=is_draft, allowed=of_text, filters=own, behind=behind),
                entries=g.sampler_list, vectors=vectors),
            pick(waiting.draft, text, is_draft),
            [pick(allowed.wires[name], text, field) for name, field in of_text.wires.items()])
    reads = [pick(each, text, own) for each, own in (
        (waiting.valid, waits), (waiting.chooses, answers), (waiting.followed, follows), (waiting.token, own_token),
        (waiting.position, own_position), (settings.inverse_temperature, own_inverse), (settings.seed, own_seed))]
    of_vectors = [instance(f"u_{name}", pushed_values, dict(push=takes, value=own, values=values), width=len(own),
                           vectors=vectors) for name, own, values in (
        ("sequences", text, run.sequences), ("positions", own_position, run.positions), ("tokens", own_token, held),
        ("inverse_temperatures", own_inverse, sampling.inverse_temperature), ("seeds", own_seed, sampling.seed),
        *((f"{name}s", own, (texts if name == "behind" else filters).wires[name])
          for name, own in own_filters.items()))]
    tells = (pick_vector(held, vectors, run.vector, run.token),
             pick_vector(run.sequences, vectors, run.choice_vector, chooser),
             bit_at(takes, text, waiting.taken), bit_at(run.choice, chooser, choice.valid),
             count_of(answering, choosing), resize(run.sequences, texts.sequences) if g.sampler_list else ())

    @always_comb
    def look():
        answering.next = waiting.valid & waiting.chooses
        reading.next = (waiting.valid & ~waiting.chooses) != 0
        has_room.next = empty or (run.first != 0)
        takes.next = waits and has_room and (((state == ANSWERS) and answers) or (state == PROMPTS))
        stays.next = (state == ANSWERS) and takes and follows and (room != 0)
        at_end.next = looked_at == last_text

    @always_comb
    def tell():
        choice.token.next = run.next_token
        pass_end.classifier.next = run.chooses

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if takes:
            empty.next = 0
            run.first.next = run.first - 1
            if empty:
                run.first.next = last
            if answers:
                run.chooses.next = 1
        if state == REST:
            empty.next = 1
            run.chooses.next = 0

    @always_seq(clk.posedge, reset=rst)
    def announce():
        run.token_start.next = state == START
        pass_end.known.next = run.token_start
        waiting.done.next = run.token_done

    @always_seq(clk.posedge, reset=rst)
    def go_on():
        if state == REST:
            left.next = left - 1
            looked_at.next = 0
            if left == 0:
                left.next = 0
                waiting.answers.next = 0
            if waiting.valid != 0:
                left.next = wait
                state.next = GATHER
        elif state == GATHER:
            left.next = left - 1
            text.next = turn
            room.next = vectors - choosing
            if reading:
                room.next = 0
            if waiting.soon != 0:
                left.next = wait
            elif left == 0:
                waiting.answers.next = choosing
                state.next = ANSWERS
        elif state == ANSWERS:
            if stays:
                room.next = room - 1
                turn.next = text + 1
            else:
                text.next = text + 1
                looked_at.next = looked_at + 1
                if at_end:
                    state.next = PROMPTS
        elif state == PROMPTS:
            if takes:
                turn.next = text + 1
            else:
                text.next = text + 1
                looked_at.next = looked_at + 1
                if at_end or not has_room:
                    state.next = START
        elif state == START:
            state.next = RUN
        elif run.token_done:
            left.next = wait
            state.next = REST

    return reads, filtering, of_vectors, tells, look, tell, keep, announce, go_on

