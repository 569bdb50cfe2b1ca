"""Predict tokens per second of every preset with a memory beside the core, for a clock and the memories of boards."""

import json
from dataclasses import dataclass, replace
from math import ceil

from rich.console import Console
from rich.table import Table

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.cycles import ONE, bus_words
from llama2_rtl.converters.geometry import LONGEST_CONTEXT
from llama2_rtl.converters.presets import PRESETS, WORDS_PER_ROW, choose_shape, in_formats
from llama2_rtl.converters.timeline import external
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.image_sections import payload_bytes
from llama2_rtl.size import (
    TESTED_LANES,
    add_batch,
    add_burst,
    add_format,
    add_ports,
    add_sequences,
    add_ways,
    batch_for_texts,
    check_lanes_of_model,
)
from llama2_rtl.synthesis.board_files.read import board_file
from llama2_rtl.synthesis.kept_reports import REPORTS

POSITION, LATENCY = 511, 64


BOARDS = "kv260", "zcu104", "u250", "u55c"
"""Those of `synthesis.board_files` whose memory feeds a core of one port: clock, peak rate and size are theirs."""


@dataclass(frozen=True)
class Column:
    """A core's clock and its memory: the peak rate, and how many bytes there are."""

    name: str
    clock_mhz: float
    gigabytes_per_second: float
    memory_bytes: float

MISSING = "–"
"""In place of a figure, where the model does not fit the memory."""

PORT, MEMORY = "port", "memory"
"""What limits a core: the words that its port takes, one a cycle, or those that the memory gives."""

PLACED = REPORTS / "ecp5-85k-stories260K-16.json"
"""The report of a core that was placed and routed."""


def add_arguments(parser):
    parser.add_argument("--clock", type=float, help="in MHz, instead of each board's, an assumption")
    parser.add_argument("--preset", help="the only one of interest")
    parser.add_argument("--position", type=int, default=POSITION, help=f"of the token (default {POSITION})")
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of each preset's")
    add_format(parser)
    add_ways(parser)
    add_batch(parser, "1, or as many as there are texts")
    add_sequences(parser)
    add_ports(parser)
    add_burst(parser)
    parser.add_argument("--bandwidth", type=float, help="of a memory of your own, in GB/s, instead of the boards")
    parser.add_argument("--prompt-tokens", type=int, help="with the time to the first token after a prompt of so many")
    parser.add_argument("--accepted", type=float, metavar="SHARE",
                        help="with drafts in every pass of an answer, of which this share is what the core chooses, 0 "
                             "to 1; needs a batch")


def run(arguments):
    given = [number for number in (arguments.clock, arguments.bandwidth) if number is not None]
    if not all(0 < number < float("inf") for number in given):
        raise ValueError("give a clock and a bandwidth above 0")
    columns = [column(board_file(key), arguments.clock) for key in BOARDS]
    if arguments.bandwidth is not None:
        columns = [Column("a memory of", columns[0].clock_mhz, arguments.bandwidth, float("inf"))]
    if not SPAN <= arguments.position < LONGEST_CONTEXT:
        raise ValueError(f"position {arguments.position}; the cycle model holds from {SPAN} to {LONGEST_CONTEXT - 1}")
    if arguments.prompt_tokens is not None and not 1 <= arguments.prompt_tokens <= arguments.position + 1:
        raise ValueError(f"a prompt of {arguments.prompt_tokens} tokens; give 1 to {arguments.position + 1}, the "
                         "context up to the position")
    check_accepted(arguments)
    texts = 1 if arguments.sequences is None else arguments.sequences
    console = Console(highlight=False)
    headings = [f"{one.name}\n{one.gigabytes_per_second:g} GB/s\n{one.clock_mhz:g} MHz" for one in columns]
    view = Table("preset", "lanes", "format", *headings, title=(
        f"tokens per second at position {arguments.position:,}"
        + (f", of {texts} texts together and of each" if texts > 1 else "")
        + (f", {arguments.accepted:.0%} of the drafts right" if arguments.accepted is not None else "")
        + (f"; seconds to the first token after a prompt of {arguments.prompt_tokens:,}" if arguments.prompt_tokens
           else "")
        + (", while the other texts rest" if arguments.prompt_tokens and texts > 1 else "")))
    view.columns[0].no_wrap = view.columns[2].no_wrap = True
    for of_numbers in (view.columns[1], *view.columns[3:]):
        of_numbers.justify = "right"
    for name in [arguments.preset] if arguments.preset else PRESETS:
        chosen = choose_shape(name, ways=arguments.ways, ports=arguments.ports, longest_burst=arguments.burst,
                              batch=batch_for_texts(arguments), sequences=texts)
        geometry = shape(chosen, arguments.lanes, arguments.position, arguments.format)
        view.add_row(name, str(geometry.lanes), geometry.numerics.formats.name,
                     *(cell(geometry, one, arguments) for one in columns))
    console.print(view)
    for sentence in legend(columns, arguments.clock, arguments.ports):
        console.print(sentence, soft_wrap=True)
    return 0


def check_accepted(arguments):
    """Raises ValueError for a share of right drafts that is none, or that a core without drafts is given."""
    if arguments.accepted is None:
        return
    if not 0 <= arguments.accepted <= 1:
        raise ValueError(f"a share of {arguments.accepted:g} of the drafts; give 0 (all wrong) to 1 (all right)")
    texts = arguments.sequences or 1
    if (arguments.batch or texts) <= texts:
        raise ValueError(f"a pass of {texts} position{'s' * (texts > 1)}, one of each text, has no room for drafts; "
                         f"give BATCH= with {texts + 1} or more too, or leave ACCEPTED away")


def column(board, clock_mhz=None):
    """The Column of a BoardFile, at another clock than the board's where one is given."""
    memory = board.memory
    return Column(board.name, clock_mhz or board.clock.mhz, memory.nominal_gb_per_s, memory.bytes)


def legend(columns, given_mhz=None, ports=None):
    """The sentences under the table: what limits, where the clocks come from, how sure the figures are."""
    clocks = sorted({one.clock_mhz for one in columns}, reverse=True)
    port = ", ".join(f"{TESTED_LANES} lanes at {mhz:g} MHz take {TESTED_LANES * mhz / 1e3:.1f} GB/s" for mhz in clocks)
    placed, listed = json.loads(PLACED.read_text()), " and ".join(f"{mhz:g}" for mhz in clocks)
    which = "one AXI4 port, which takes" if ports in (None, 1) else f"{ports} AXI4 ports, which take"
    yield (f"{PORT}: the limit is the core's {which} a byte for each lane and cycle ({port}); a faster clock helps, a "
           "faster memory does not.")
    yield f"{MEMORY}: the limit is the memory's peak rate; more lanes or a faster clock do not help."
    yield (f"The clock of {listed} MHz is "
           + ("the one given" if given_mhz else "assumed")
           + ": no core was placed and routed on these boards; on an ECP5-85F of speed grade 6 "
           f"{placed['lanes']} lanes reach {placed['fmax_mhz']:.0f} MHz.")
    yield ("By the cycle model that the tests hold to the Verilog within 0.5 %; a dash where weights and KV cache up "
           "to the position exceed the memory.")


def shape(preset, lanes, position, formats=None):
    """The preset's Geometry with a context up to the position and these lanes and `formats`, if any are given, or as
    many lanes as its rows fill. Raises ValueError for lanes of which the cycle model knows nothing."""
    lanes = preset.lanes if lanes is None else lanes
    check_lanes_of_model(lanes)
    filled = 1 << (preset.model.dim // WORDS_PER_ROW).bit_length() - 1
    preset = replace(preset, lanes=min(lanes, filled), context=position + 1)
    return (preset if formats is None else in_formats(preset, formats)).geometry


def tokens_per_second(geometry, position, clock_mhz, gigabytes_per_second, accepted=None):
    """At `position`, with a memory of that rate, of all texts of the core together, each with an answer; where the
    share of right drafts is given, with as many drafts in a pass as there is room for, all of one text: each next token
    of the pass counts with that probability if the one before does."""
    others = geometry.sequences - 1
    drafted = 1 if accepted is None else min(geometry.vectors - others, position + 1)
    cycles = token_cycles(geometry, position + 1 - drafted, clock_mhz, gigabytes_per_second,
                          shares=(drafted, *ONE * others))
    tokens = others + sum((accepted or 0)**number for number in range(drafted))
    return clock_mhz * 1e6 * tokens / cycles


def seconds_to_first_token(geometry, prompt_tokens, clock_mhz, gigabytes_per_second):
    """Of a text that begins with a prompt, in a core that has no other to run: a pass for each batch of its tokens, all
    but the last without the classifier. The passes that begin in a span are counted as the one in their middle."""
    firsts, in_spans = range(0, prompt_tokens, geometry.vectors), {}
    for first in firsts[:-1]:
        in_spans.setdefault(first // SPAN, []).append(first)
    cycles = token_cycles(geometry, firsts[-1], clock_mhz, gigabytes_per_second,
                          shares=(prompt_tokens - firsts[-1],))
    cycles += sum(len(of_span) * token_cycles(
        geometry, of_span[len(of_span) // 2], clock_mhz, gigabytes_per_second, False, (geometry.vectors,))
        for of_span in in_spans.values())
    return cycles / (clock_mhz * 1e6)


def words_per_cycle(geometry, clock_mhz, gigabytes_per_second):
    """Words that a memory of that rate gives in a cycle, at most the one that the core takes."""
    return min(1.0, gigabytes_per_second * 1e3 / (clock_mhz * geometry.word_bytes))


def token_cycles(geometry, position, clock_mhz, gigabytes_per_second, chooses=True, shares=ONE):
    """Cycles of the token at `position`, of an answer or inside a prompt, or of a pass of the `shares` of its texts
    from there on, by the cycle model with a memory of that rate, which no token undercuts: the model gives and takes
    FIFOs of words from token to token."""
    rate = words_per_cycle(geometry, clock_mhz, gigabytes_per_second)
    return max(external(geometry, position, LATENCY, rate, chooses, shares).cycles,
               ceil(bus_words(geometry, position, chooses, shares) / rate))


def cell(geometry, one, arguments):
    """What a table shows of a core in a Column: its `rate`, and where that is asked for the time to the first token."""
    found = rate(geometry, one, arguments.position, arguments.accepted)
    if not arguments.prompt_tokens or found == MISSING:
        return found
    seconds = seconds_to_first_token(geometry, arguments.prompt_tokens, one.clock_mhz, one.gigabytes_per_second)
    return f"{found}, {seconds:,.{1 if seconds >= 10 else 2}f} s"


def rate(geometry, one, position, accepted=None):
    """Tokens per second at `position` in a Column, and what limits them, as a table shows them, of several texts also
    those of each; with drafts of which a share is `accepted`."""
    image = payload_bytes(geometry.model, geometry.numerics.formats, geometry.tile)
    needed = image + KvLayout(geometry).words * geometry.word_bytes
    if needed > one.memory_bytes:
        return MISSING
    tokens = tokens_per_second(geometry, position, one.clock_mhz, one.gigabytes_per_second, accepted)
    limit = MEMORY if one.gigabytes_per_second * 1e3 < one.clock_mhz * geometry.lanes else PORT
    of_each = f", {shown_rate(tokens / geometry.sequences)} each" if geometry.sequences > 1 else ""
    return f"{shown_rate(tokens)} {limit}{of_each}"


def shown_rate(tokens):
    return f"{tokens:,.{1 if tokens < 1000 else 0}f}"
