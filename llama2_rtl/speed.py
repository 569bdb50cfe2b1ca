"""Predict tokens per second of every preset with a memory beside the core, for a clock and the memories of boards."""

import json
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.geometry import LONGEST_CONTEXT
from llama2_rtl.converters.presets import PRESETS, WORDS_PER_ROW, choose_shape, in_formats
from llama2_rtl.converters.timeline import external
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.image_sections import payload_bytes
from llama2_rtl.size import TESTED_LANES, add_burst, add_format, add_ports, add_ways, check_lanes_of_model
from llama2_rtl.synthesis.kept_reports import REPORTS

CLOCK_MHZ, POSITION, LATENCY = 300.0, 511, 64


@dataclass(frozen=True)
class Memory:
    """A board's memory: what it can deliver at most, and how much there is."""

    gigabytes_per_second: float
    gigabytes: float


MEMORIES = {
    "KV260": Memory(19.2, 4),
    "ZCU104": Memory(19.2, 2),
    "Alveo U250": Memory(77.0, 64),
    "Alveo U55C (HBM)": Memory(460.0, 16),
}
"""Peak rates and sizes as the vendor's data sheets give them: DDR4-2400 of 64 bits on both Zynq boards, four DDR4
channels on the U250, HBM2 on the U55C."""


MISSING = "–"
"""In place of a figure, where the model does not fit the memory."""

PORT, MEMORY = "port", "memory"
"""What limits a core: the words that its port takes, one a cycle, or those that the memory gives."""

PLACED = REPORTS / "ecp5-85k-stories260K-16.json"
"""The report of a core that was placed and routed."""


def add_arguments(parser):
    parser.add_argument("--clock", type=float, default=CLOCK_MHZ,
                        help=f"in MHz (default {CLOCK_MHZ:.0f}, an assumption)")
    parser.add_argument("--preset", help="the only one of interest")
    parser.add_argument("--position", type=int, default=POSITION, help=f"of the token (default {POSITION})")
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of each preset's")
    add_format(parser)
    add_ways(parser)
    add_ports(parser)
    add_burst(parser)
    parser.add_argument("--bandwidth", type=float, help="of a memory of your own, in GB/s, instead of the boards")
    parser.add_argument("--prompt-tokens", type=int, help="with the time to the first token after a prompt of so many")


def run(arguments):
    memories = MEMORIES
    if arguments.bandwidth is not None:
        memories = {"a memory of": Memory(arguments.bandwidth, float("inf"))}
    if not all(0 < given < float("inf") for given in (
            arguments.clock, *(memory.gigabytes_per_second for memory in memories.values()))):
        raise ValueError("give a clock and a bandwidth above 0")
    if not SPAN <= arguments.position < LONGEST_CONTEXT:
        raise ValueError(f"position {arguments.position}; the cycle model holds from {SPAN} to {LONGEST_CONTEXT - 1}")
    if arguments.prompt_tokens is not None and not 1 <= arguments.prompt_tokens <= arguments.position + 1:
        raise ValueError(f"a prompt of {arguments.prompt_tokens} tokens; give 1 to {arguments.position + 1}, the "
                         "context up to the position")
    console = Console(highlight=False)
    headings = [f"{name}\n{memory.gigabytes_per_second:g} GB/s" for name, memory in memories.items()]
    view = Table("preset", "lanes", "format", *headings, title=(
        f"tokens per second at position {arguments.position:,}, {arguments.clock:g} MHz"
        + (f"; seconds to the first token of {arguments.prompt_tokens:,}" if arguments.prompt_tokens else "")))
    view.columns[0].no_wrap = view.columns[2].no_wrap = True
    for column in (view.columns[1], *view.columns[3:]):
        column.justify = "right"
    for name in [arguments.preset] if arguments.preset else PRESETS:
        chosen = choose_shape(name, ways=arguments.ways, ports=arguments.ports, longest_burst=arguments.burst,
                              batch=arguments.batch)
        geometry = shape(chosen, arguments.lanes, arguments.position, arguments.format)
        view.add_row(name, str(geometry.lanes), geometry.numerics.formats.name,
                     *(cell(geometry, memory, arguments) for memory in memories.values()))
    console.print(view)
    for sentence in legend(arguments.clock, arguments.ports):
        console.print(sentence, soft_wrap=True)
    return 0


def legend(clock_mhz, ports=None):
    """The sentences under the table: what limits, where the clock comes from, how sure the figures are."""
    port = f"{TESTED_LANES} lanes at {clock_mhz:g} MHz take {TESTED_LANES * clock_mhz / 1e3:.1f} GB/s"
    placed = json.loads(PLACED.read_text())
    which = "one AXI4 port, which takes" if ports in (None, 1) else f"{ports} AXI4 ports, which take"
    yield (f"{PORT}: the limit is the core's {which} a byte for each lane and cycle ({port}); a faster clock helps, a "
           "faster memory does not.")
    yield f"{MEMORY}: the limit is the memory's peak rate; more lanes or a faster clock do not help."
    yield (f"The clock of {clock_mhz:g} MHz is "
           + ("assumed" if clock_mhz == CLOCK_MHZ else "the one given")
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


def tokens_per_second(geometry, position, clock_mhz, gigabytes_per_second):
    """At `position`, with a memory of that rate."""
    return 1 / _seconds(geometry, position, clock_mhz, gigabytes_per_second)


def seconds_to_first_token(geometry, prompt_tokens, clock_mhz, gigabytes_per_second):
    """Of a text that begins with a prompt: a pass for each batch of its tokens, all but the last without the
    classifier. The passes that begin in a span are counted as the one in their middle."""
    firsts, in_spans = range(0, prompt_tokens, geometry.vectors), {}
    for first in firsts[:-1]:
        in_spans.setdefault(first // SPAN, []).append(first)
    return _seconds(geometry, firsts[-1], clock_mhz, gigabytes_per_second, True, prompt_tokens - firsts[-1]) + sum(
        len(of_span) * _seconds(geometry, of_span[len(of_span) // 2], clock_mhz, gigabytes_per_second, False,
                                geometry.vectors) for of_span in in_spans.values())


def _seconds(geometry, position, clock_mhz, gigabytes_per_second, chooses=True, positions=1):
    words_per_cycle = gigabytes_per_second * 1e3 / (clock_mhz * geometry.word_bytes)
    return external(geometry, position, LATENCY, words_per_cycle, chooses, positions).cycles / (clock_mhz * 1e6)


def cell(geometry, memory, arguments):
    """What a table shows of a core with a Memory: its `rate`, and where that is asked for the time to the first
    token."""
    found = rate(geometry, memory, arguments.position, arguments.clock)
    if not arguments.prompt_tokens or found == MISSING:
        return found
    seconds = seconds_to_first_token(geometry, arguments.prompt_tokens, arguments.clock, memory.gigabytes_per_second)
    return f"{found}, {seconds:,.{1 if seconds >= 10 else 2}f} s"


def rate(geometry, memory, position, clock_mhz):
    """Tokens per second at `position` with a Memory, and what limits them, as a table shows them."""
    image = payload_bytes(geometry.model, geometry.numerics.formats, geometry.tile)
    needed = image + KvLayout(geometry).words * geometry.word_bytes
    if needed > memory.gigabytes * 2**30:
        return MISSING
    tokens = tokens_per_second(geometry, position, clock_mhz, memory.gigabytes_per_second)
    limit = MEMORY if memory.gigabytes_per_second * 1e3 < clock_mhz * geometry.lanes else PORT
    return f"{tokens:,.{1 if tokens < 1000 else 0}f} {limit}"
