"""The token loop, and behind it in a core whose passes hold several positions what makes them of its tokens; of several
texts a slot each, and the passes that they share."""

from typing import NamedTuple

from llama2_rtl.converters.control.drafted_passes import drafted_passes
from llama2_rtl.converters.control.shared_passes import shared_passes
from llama2_rtl.converters.control.text_slot import text_slot
from llama2_rtl.converters.control.text_streams import answers_of_texts, prompts_by_text
from llama2_rtl.converters.control.token_loop import TDATA_BITS, token_loop
from llama2_rtl.converters.hdl import Open, instance, side_by_side, wire
from llama2_rtl.converters.interfaces.control import TokensRun
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.memory_wires import PassEnd
from llama2_rtl.converters.interfaces.sequences import TextChoice, TextWords, waiting_token
from llama2_rtl.converters.interfaces.stream import RevocableAxiStream


class Runs(NamedTuple):
    """What the token loop takes, the `prompt`, its TokenRun `text`, and `run`, that of the decoder. Where a pass has
    one position these are the core's token stream, and one TokenRun."""

    prompt: RevocableAxiStream
    text: TokenRun
    run: TokenRun


def runs(geometry, s_axis, **wires):
    """Runs for the tokens of `s_axis`, of which `text` has some of its `wires` given."""
    token_bits, position_bits, vectors = geometry.token_bits, geometry.position_bits, geometry.vectors
    text = TokenRun(token_bits, position_bits, vectors).with_wires(**wires)
    if vectors == 1:
        return Runs(s_axis, text, text)
    prompt = RevocableAxiStream(TDATA_BITS)
    _name_wires("prompt", prompt)
    _name_wires("text", text, but=wires)
    return Runs(prompt, text, TokenRun(token_bits, position_bits, vectors, choices=True))


def _name_wires(begin, bundle, but=()):
    """Names the wires of a bundle, which is no local variable of the block, by its fields, `but` for some."""
    for name, field in bundle.members.items():
        if name not in but:
            wire(field.signal, f"{begin}_{name}")


def text_passes(rst, geometry, tokens, *, s_axis, ran, pass_end, row, drafting, drafts, **connections):
    """Places `u_token_loop` with the `prompt` and the `text` of the Runs `tokens` and its other `connections`. Where a
    pass holds several positions `u_drafted_passes` stands in front of both: it parts `s_axis` in prompts and the host's
    drafts, makes the decoder's `run` of `text` and drives `ran`; it hears the decoder's `row.start`, and tells what
    becomes of `drafts`."""
    if geometry.vectors == 1:
        return instance("u_token_loop", token_loop, dict(
            rst=rst, s_axis=s_axis, run=tokens.text, pass_end=pass_end, **connections), geometry=geometry)
    loop = instance("u_token_loop", token_loop, dict(
        rst=rst, s_axis=tokens.prompt, run=tokens.text, pass_end=PassEnd().leaving_open(*PassEnd().members),
        **connections), geometry=geometry)
    every = TokensRun(geometry.token_bits, vectors=geometry.vectors)
    told = ran if geometry.sampler_list else every.leaving_open(*every.members)
    passes = instance("u_drafted_passes", drafted_passes, dict(
        rst=rst, asked=tokens.text, s_axis=s_axis, prompt=tokens.prompt, drafting=drafting, row_asked=row.start,
        run=tokens.run, ran=told, pass_end=pass_end, drafts=drafts), geometry=geometry)
    return loop, passes


def shared_text_passes(rst, geometry, run, *, s_axis, m_axis, ran, drafting, drafts, slots, **connections):
    """Places a `text_slot` for each of several texts, which with its part of what the ports `slots` are connected to,
    and the passes that they share with their other `connections`: the decoder's `run`, its `sampling` and `filters` by
    the `settings` of the texts and what is `allowed` in each, whose its vectors are (`texts`), and the `pass_end`.
    Drives `ran`, and tells what becomes of `drafts`."""
    g = geometry
    bundles = dict(waiting=waiting_token(g, g.sequences), choice=TextChoice(g.token_bits, g.sequences),
                   prompts=TextWords(g.token_bits + 1, g.sequences, shared=True),
                   answers=TextWords(TDATA_BITS, g.sequences))
    for begin, bundle in bundles.items():
        _name_wires(begin, bundle)
    waiting, choice, prompts, answers = bundles.values()
    every = TokensRun(g.token_bits, vectors=g.vectors, sequences=g.sequences)
    told = ran if g.sampler_list else every.leaving_open(*every.members)
    parted = instance("u_prompts_by_text", prompts_by_text, dict(s_axis=s_axis, prompts=prompts), geometry=g)
    joined = instance("u_answers_of_texts", answers_of_texts, dict(rst=rst, answers=answers, m_axis=m_axis), geometry=g)
    own = side_by_side("u_text_slot", text_slot, g.sequences, dict(
        rst=rst, prompt_tvalid=prompts.valid, prompt_tready=prompts.ready, prompt_tdata=prompts.data,
        prompt_tlast=prompts.last, answer_tvalid=answers.valid, answer_tready=answers.ready, answer_tdata=answers.data,
        answer_tlast=answers.last, drafting=drafting, waiting=waiting, choice=choice, ran=told, pass_begins=Open(1),
        draft_offered=drafts.offered, draft_accepted=drafts.accepted, **slots), geometry=g)
    passes = instance("u_shared_passes", shared_passes, dict(
        rst=rst, waiting=waiting, choice=choice, run=run, **connections), geometry=g)
    return parted, joined, own, passes
