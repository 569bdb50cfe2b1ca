"""The token loop, and behind it in a core whose passes hold several positions what makes them of its tokens."""

from typing import NamedTuple

from llama2_rtl.converters.control.drafted_passes import drafted_passes
from llama2_rtl.converters.control.token_loop import TDATA_BITS, token_loop
from llama2_rtl.converters.hdl import instance, wire
from llama2_rtl.converters.interfaces.control import TokensRun
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.memory_wires import PassEnd
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
    for bundle, begin in ((prompt, "prompt"), (text, "text")):
        for name, field in bundle.members.items():
            if name not in wires:
                wire(field.signal, f"{begin}_{name}")
    return Runs(prompt, text, TokenRun(token_bits, position_bits, vectors, choices=True))


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
