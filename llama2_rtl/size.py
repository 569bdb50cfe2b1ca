"""The options that make a preset smaller or larger, and the one that names its modules."""

import sys

from llama2_rtl.converters.prefix import PREFIX

TESTED_LANES = 64
"""Up to here the tests hold the Verilog to golden, and the cycle model to the Verilog."""


def add_size(parser):
    """`--lanes` and `--context`, None where they are not given, as `converters.presets.choose_preset` takes them."""
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of the preset's")
    parser.add_argument("--context", type=int,
                        help="positions, at most those the model was made for, instead of the preset's")


def add_prefix(parser):
    """`--prefix`, as `converters.prefix` takes it."""
    parser.add_argument("--prefix", default=PREFIX,
                        help=f"the name of the top, and the beginning of all other names (default {PREFIX})")


def warn_of_lanes(lanes):
    """Says in one sentence that so many lanes are more than the tests have ever seen."""
    if lanes > TESTED_LANES:
        print(f"llama2-rtl: warning: {lanes} lanes; the tests hold 1 to {TESTED_LANES} to golden, so simulate the core "
              "before you rely on it", file=sys.stderr)
