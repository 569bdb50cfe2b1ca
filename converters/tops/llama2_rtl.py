"""The whole machine on one chip: weights in ROM, KV cache in RAM, tokens in and out on AXI4-Stream."""

from myhdl import always

from llama2_rtl.converters.control.pipeline_controller import STAGE_BITS
from llama2_rtl.converters.control.token_loop import TDATA_BITS, WANTED_BIT
from llama2_rtl.converters.hdl import In, Open, Out, bit, clock, instance, module, reset, unsigned
from llama2_rtl.converters.interfaces.control import CoreEvents, DraftEvents, Drafting, Sampling, TokenFilters, told
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.memory_wires import PassEnd, RowWords
from llama2_rtl.converters.interfaces.sequences import vector_texts
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream, Stream
from llama2_rtl.converters.memory.weight_source import weight_source
from llama2_rtl.converters.presets import ON_CHIP_BYTES, fits_on_chip
from llama2_rtl.converters.tops.memory_image import WEIGHTS_MEM, memories
from llama2_rtl.converters.tops.on_chip import decoder_on_chip
from llama2_rtl.converters.tops.text_passes import runs, shared_text_passes, text_passes
from llama2_rtl.golden.drafts import LONGEST_NGRAM
from llama2_rtl.golden.sampling_formats import (
    ALL,
    INVERSE_BITS,
    MASS_FRACTION_BITS,
    PENALTY_FRACTION_BITS,
    SEED_BITS,
    WINDOW,
)


def ports(geometry):
    g = geometry
    return dict(aclk=In(clock()), aresetn=In(bit(), "reset, active low"),
                s_axis=In(AxiStream(TDATA_BITS, streams=g.sequences), "the prompts' tokens"),
                m_axis=Out(AxiStream(TDATA_BITS, streams=g.sequences), "the answers' tokens"),
                max_tokens=In(unsigned(g.sequences * (g.position_bits + 1)),
                              "tokens of an answer at most, 0 for no limit"),
                resume=In(unsigned(g.sequences) if g.sequences > 1 else bit(), "the prompt goes on with the last text"),
                inverse_temperature=In(unsigned(g.sequences * INVERSE_BITS),
                                       "1/temperature, 12 fraction bits; 0: the likeliest"),
                seed=In(unsigned(g.sequences * SEED_BITS), "where the random choices begin"),
                filters=In(TokenFilters(g.sampler_list, g.sequences)), drafting=In(Drafting(g.vectors)))


PORT_NOTES = dict(
    aclk="the one clock",
    aresetn="hold it low for at least two cycles of the clock",
    s_axis_tvalid="a token of the prompt is offered",
    s_axis_tready="the token is taken; low while the core is at work on one",
    s_axis_tdata="the token; one outside the vocabulary is read as 0",
    s_axis_tlast="the prompt's last token",
    m_axis_tvalid="a generated token is offered; it stays until taken",
    m_axis_tready="the token is taken; the next one is computed meanwhile",
    m_axis_tdata="the token",
    m_axis_tlast="the answer's last token: end of text, the `max_tokens`th, or no position left",
    max_tokens="the most tokens of an answer, 0 for as many as the context holds; steady from prompt to end",
    resume="1: the prompt goes on where the last text stopped, at the position after the last token that was run; "
           "the answer's last token was not, so send it first where it belongs to the text; "
           "0: the prompt begins a text, as it does after a reset and where the context was full; taken with a "
           "prompt's first token",
    inverse_temperature="the inverse of the sampling temperature, 12 fraction bits (4096 is a temperature of 1); 0 for "
                        "the likeliest token each time; steady from prompt to end",
    seed="what the answer's random choices follow from: the same seed, prompt and temperature give the same answer; "
         "steady from prompt to end; without effect where `inverse_temperature` is 0")
"""What each port is for, in the words of the page that an integrator reads."""

FILTER_NOTES = dict(
    top_k="a token is chosen of so many with the largest logits, at most as many as the sampler's list has entries; 0 "
          "for all; this and what follows is steady from prompt to end",
    top_p=f"of these, of the likeliest whose probabilities reach this sum, {MASS_FRACTION_BITS} fraction bits; {ALL} "
          "for all; without effect where `top_k` is 0",
    min_p=f"of these, of such as have at least this part of the largest probability, {MASS_FRACTION_BITS} fraction "
          "bits; 0 for all; without effect where `top_k` is 0",
    repeat_penalty="on the last tokens that were run, those of prompts too: logits that are not positive are "
                   f"multiplied by it, {PENALTY_FRACTION_BITS} fraction bits",
    repeat_inverse=f"its inverse, by which positive logits are multiplied, {PENALTY_FRACTION_BITS} fraction bits",
    repeat_last_n=f"how many tokens these are, at most {WINDOW}; 0 for none")
"""The same of the ports of a core whose sampler has a list."""


DRAFT_NOTES = dict(
    draft_ngram="for drafts: what followed the latest earlier occurrence of so many last tokens, at most "
                f"{LONGEST_NGRAM}, is run with the token and kept as far as it is what the core chooses; the text is "
                "the same with 0, no drafts; taken with a prompt's tokens",
    draft_host="1: drafts come from the host, and none from the text; a word of `m_axis` whose bit "
               f"{WANTED_BIT} is 1 asks for a packet of them on `s_axis`, for which the core waits; taken with a "
               "prompt's tokens",
    s_axis_tvalid="a token of the prompt is offered, or a draft that the core has asked for",
    s_axis_tdata="the token; one outside the vocabulary is read as 0, among drafts it ends them",
    s_axis_tlast="the last token of the prompt, or of the drafts; of no drafts it is with a word outside the "
                 "vocabulary",
    m_axis_tdata=f"the token, and in bit {WANTED_BIT} whether drafts are wanted to follow it")
"""The same of the ports of a core whose passes hold several positions."""


def port_notes(geometry):
    """What each port of the core of a Geometry is for."""
    return PORT_NOTES | (FILTER_NOTES if geometry.sampler_list else {}) | (DRAFT_NOTES if geometry.vectors > 1 else {})


@module(ports)
def llama2_rtl(aclk, aresetn, s_axis, m_axis, max_tokens, resume, inverse_temperature, seed, filters, drafting,
               *, geometry):
    """A prompt's tokens come in on `s_axis`, `tlast` at its end; the generated tokens leave on `m_axis`, `tlast` at the
    end of the text, at the `max_tokens`th (0: no limit) or where the context ends. One token per 32-bit word. With
    `resume` a prompt goes on with the text before it, whose keys and values are kept: see `token_loop`.
    Of several texts `tid` says whose a token is, and all that is set is set for each, side by side, the first text's
    lowest: they share passes, see `shared_passes`, and each is what it would be alone.
    `aresetn` is taken over by a register: the core is in reset in the cycle after it is low.
    At `inverse_temperature` they are chosen by chance, `golden.sampling`.
    """
    rst = reset()

    @always(aclk.posedge)
    def synchronise():
        rst.next = not aresetn

    g, ran, texts = geometry, told(geometry), vector_texts(geometry)
    drafts = DraftEvents(g.vectors, g.sequences)
    drafts = drafts.leaving_open(*drafts.members)
    offered = RevocableAxiStream(TDATA_BITS, streams=g.sequences).with_wires(**s_axis.wires)
    words, row, pass_end = Stream(8 * g.word_bytes), RowWords(g.model, g.numerics.formats, g.tile), PassEnd()
    settings = Sampling(samplings=g.sequences).with_wires(seed=seed, inverse_temperature=inverse_temperature)
    if g.sequences == 1:
        tokens, sampling = runs(g, offered), settings
        run = tokens.run
        loop = text_passes(
            rst, g, tokens, s_axis=offered, m_axis=m_axis, max_tokens=max_tokens, resume=resume, ran=ran,
            pass_end=pass_end, row=row, drafting=drafting, drafts=drafts)
    else:
        run = TokenRun(g.token_bits, g.position_bits, g.vectors, choices=True, sequences=g.sequences)
        sampling, allowed, filters = Sampling(samplings=g.samplings), filters, TokenFilters(g.sampler_list, g.samplings)
        loop = shared_text_passes(
            rst, g, run, s_axis=offered, m_axis=m_axis, ran=ran, drafting=drafting, drafts=drafts, slots=dict(
                max_tokens=max_tokens, resume=resume, position=Open(g.sequences * g.position_bits),
                unknown=Open(g.sequences), full=Open(g.sequences)), settings=settings, allowed=allowed, texts=texts,
            sampling=sampling, filters=filters, pass_end=pass_end)
    weights = instance("u_weight_source", weight_source, dict(rst=rst, m=words, pass_end=pass_end, row=row),
                       model=g.model, formats=g.numerics.formats, tile=g.tile, file=WEIGHTS_MEM)
    core = decoder_on_chip(
        "u_decoder", rst, g, weights=words, row=row, run=run, ran=ran, texts=texts, sampling=sampling, filters=filters,
        events=CoreEvents(STAGE_BITS).leaving_open(*CoreEvents(STAGE_BITS).members))

    return synchronise, loop, weights, core


def build_model(geometry, model):
    """`(module, params, memories)` of the machine for a `QuantizedModel` on a `Geometry`."""
    return llama2_rtl, dict(geometry=geometry), memories(model, geometry)


def check_on_chip(preset):
    """Raises ValueError where the weights of a preset cannot be a ROM, or its KV cache a RAM."""
    if not fits_on_chip(preset):
        raise ValueError(f"the weights or the KV cache of {preset.name} take more than the {ON_CHIP_BYTES >> 20} MiB "
                         "that a chip may hold; choose a smaller model or context, or put them into a memory beside "
                         "the core: 'llama2-rtl verilog' writes that core, 'llama2-rtl pack' the memory's contents, "
                         "'llama2-rtl handoff' both")


def build(preset, checkpoint):
    """`(module, params, memories)` of a preset with the weights of the `checkpoint` at a path; of None, without
    memories. Raises ValueError where that is no checkpoint, or the weights cannot be on chip."""
    check_on_chip(preset)
    if checkpoint is None:
        return llama2_rtl, dict(geometry=preset.geometry), {}
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.quantize import quantize_model
    return build_model(preset.geometry, quantize_model(read_checkpoint(checkpoint), preset.numerics))
