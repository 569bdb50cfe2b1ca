"""Predict tokens per second of every preset with a memory beside the core, for a clock and the memories of boards."""

from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from converters.axi.kv_layout import KvLayout
from converters.cycles import external_cycles
from converters.geometry import LONGEST_CONTEXT
from converters.presets import PRESETS
from golden.config import SPAN
from golden.image_sections import payload_bytes

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


MOST_LANES, WORDS_PER_ROW = 64, 4
"""Where the cycle model holds: beyond, or with rows of fewer words, the engine waits for its own results, not for the
bus."""


def add_arguments(parser):
    parser.add_argument("--clock", type=float, default=CLOCK_MHZ, help=f"in MHz (default {CLOCK_MHZ:.0f})")
    parser.add_argument("--position", type=int, default=POSITION, help=f"of the token (default {POSITION})")
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of each preset's")
    parser.add_argument("--bandwidth", type=float, help="of a memory of your own, in GB/s, instead of the boards")


def run(arguments):
    memories = MEMORIES
    if arguments.bandwidth is not None:
        memories = {f"{arguments.bandwidth:g} GB/s": Memory(arguments.bandwidth, float("inf"))}
    if arguments.clock <= 0 or any(memory.gigabytes_per_second <= 0 for memory in memories.values()):
        raise ValueError("give a clock and a bandwidth above 0")
    if not SPAN <= arguments.position < LONGEST_CONTEXT:
        raise ValueError(f"position {arguments.position}; the cycle model holds from {SPAN} to {LONGEST_CONTEXT - 1}")
    console = Console(highlight=False)
    view = Table("preset", "lanes", *memories, title=(
        f"tokens per second at position {arguments.position:,}, {arguments.clock:g} MHz"))
    for column in view.columns[1:]:
        column.justify = "right"
    for name, preset in PRESETS.items():
        geometry = shape(preset, arguments.lanes, arguments.position)
        view.add_row(name, str(geometry.lanes), *(rate(geometry, memory, arguments.position, arguments.clock)
                                                  for memory in memories.values()))
    console.print(view)
    console.print("By the cycle model that the tests hold to the Verilog within 0.5 %, at the memory's peak rate; a "
                  "dash where weights and KV cache up to the position exceed the memory.")
    return 0


def shape(preset, lanes, position):
    """The preset's Geometry with a context up to the position and these lanes, if any are given, or as many as its
    rows fill. Raises ValueError for lanes of which the cycle model knows nothing."""
    lanes = lanes or preset.lanes
    if lanes > MOST_LANES:
        raise ValueError(f"{lanes} lanes; the cycle model holds up to {MOST_LANES}")
    filled = 1 << (preset.model.dim // WORDS_PER_ROW).bit_length() - 1
    return replace(preset.geometry, lanes=min(lanes, filled), context=position + 1)


def tokens_per_second(geometry, position, clock_mhz, gigabytes_per_second):
    """At `position`, with a memory of that rate."""
    words_per_cycle = gigabytes_per_second * 1e3 / (clock_mhz * geometry.beat_bytes)
    return clock_mhz * 1e6 / external_cycles(geometry, position, LATENCY, words_per_cycle)


def rate(geometry, memory, position, clock_mhz):
    """Tokens per second at `position` with a Memory, as a table shows them."""
    image = payload_bytes(geometry.model, geometry.numerics.weights, geometry.word_bytes)
    needed = image + KvLayout(geometry).words * geometry.beat_bytes
    if needed > memory.gigabytes * 2**30:
        return "–"
    tokens = tokens_per_second(geometry, position, clock_mhz, memory.gigabytes_per_second)
    return f"{tokens:,.1f}" if tokens < 1000 else f"{tokens:,.0f}"
