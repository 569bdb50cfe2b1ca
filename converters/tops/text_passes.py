"""The token loop, and behind it in a core whose passes hold several positions what makes them of its tokens."""

from typing import NamedTuple

from llama2_rtl.converters.control.drafted_passes import drafted_passes
from llama2_rtl.converters.control.token_loop import token_loop
from llama2_rtl.converters.hdl import instance, wire
from llama2_rtl.converters.interfaces.control import TokensRun
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.memory_wires import PassEnd


class Runs(NamedTuple):
    """The TokenRun `text` of the token loop, and `run`, that of the decoder, the same where a pass has one position."""

    text: TokenRun
    run: TokenRun


def runs(geometry, **wires):
    """Runs, of which `text` has some of its `wires` given."""
    token_bits, position_bits, vectors = geometry.token_bits, geometry.position_bits, geometry.vectors
    text = TokenRun(token_bits, position_bits, vectors).with_wires(**wires)
    if vectors == 1:
        return Runs(text, text)
    for name, field in text.members.items():
        if name not in wires:
            wire(field.signal, f"text_{name}")
    return Runs(text, TokenRun(token_bits, position_bits, vectors, choices=True))


def text_passes(rst, geometry, *, s_axis, text, run, ran, pass_end, row, drafting, drafts, **connections):
    """Places `u_token_loop` with `s_axis`, `text` and its other `connections`. Where a pass holds several positions
    `u_drafted_passes` stands between `text` and the decoder's `run` and drives `ran`; it hears the decoder's
    `row.start`, and tells what becomes of `drafts`."""
    if geometry.vectors == 1:
        return instance("u_token_loop", token_loop, dict(
            rst=rst, s_axis=s_axis, run=text, pass_end=pass_end, **connections), geometry=geometry)
    loop = instance("u_token_loop", token_loop, dict(
        rst=rst, s_axis=s_axis, run=text, pass_end=PassEnd().leaving_open(*PassEnd().members), **connections),
        geometry=geometry)
    every = TokensRun(geometry.token_bits, vectors=geometry.vectors)
    told = ran if geometry.sampler_list else every.leaving_open(*every.members)
    passes = instance("u_drafted_passes", drafted_passes, dict(
        rst=rst, asked=text, prompt_valid=s_axis.tvalid, prompt_ready=s_axis.tready, drafting=drafting,
        row_asked=row.start, run=run, ran=told, pass_end=pass_end, drafts=drafts), geometry=geometry)
    return loop, passes
