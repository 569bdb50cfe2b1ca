"""The options that make a preset smaller or larger, and the one that names its modules."""

import sys

from llama2_rtl.converters.axi.bus import MOST_PORTS
from llama2_rtl.converters.cycles import ONE
from llama2_rtl.converters.geometry import FEWEST_BURST, LONGEST_BURST, MOST_SEQUENCES, MOST_VECTORS, MOST_WAYS
from llama2_rtl.converters.multipliers import DEFAULT_MULTIPLIER, MULTIPLIERS
from llama2_rtl.converters.prefix import PREFIX

TESTED_LANES = 64
"""Up to here the tests hold the Verilog to golden, and the cycle model to the Verilog."""


def add_ways(parser, usual="1"):
    """`--ways`, None where it is not given, which stands for `usual`."""
    parser.add_argument("--ways", type=int, help=f"query heads, 1 to {MOST_WAYS}, that share each word of keys and "
                                                 f"values, a multiplier of each lane for each (default {usual})")


def add_batch(parser, usual="1"):
    """`--batch`, None where it is not given, which stands for `usual`."""
    parser.add_argument("--batch", type=int,
                        help=f"positions of a prompt, 1 to {MOST_VECTORS}, that share each word of the weights, the "
                             f"multipliers of each lane for each (default {usual})")


def add_sequences(parser):
    """`--sequences`, None where it is not given."""
    parser.add_argument("--sequences", type=int,
                        help=f"texts, a power of two up to {MOST_SEQUENCES}, that the core works on at once and whose "
                             "positions share a batch, which has as many or more (default 1)")


def batch_for_texts(arguments):
    """The batch that is asked for, or as many positions as there are texts; None where neither is given."""
    return arguments.sequences if arguments.batch is None else arguments.batch


def add_positions(parser):
    """`--positions`, None where it is not given, as `chosen_shares` takes it."""
    parser.add_argument("--positions", type=int,
                        help="of the pass, from POSITION on (default: as many as a batch has), or of several texts how "
                             "many share it, each with one (default: all)")


def chosen_shares(positions, preset):
    """The shares of a pass of so many `positions` of a Preset's core, of as many as it has room for where that is None:
    of one text all, of several texts one each. Raises ValueError where it has no room for so many."""
    several = preset.sequences > 1
    most = preset.sequences if several else preset.batch
    positions = most if positions is None else positions
    if not 1 <= positions <= most:
        raise ValueError(f"a pass of {positions} positions; the core has 1 to {most}, give more by "
                         f"{'SEQUENCES=' if several else 'BATCH='}")
    return ONE * positions if several else (positions,)


def pass_name(shares, preset):
    """What a pass of these shares is called, where it is more than a token."""
    if preset.sequences > 1:
        return f"a pass of {len(shares)} texts"
    return f"a pass of {shares[0]} positions" if shares[0] > 1 else "a token"


def add_ports(parser):
    """`--ports`, None where it is not given."""
    parser.add_argument("--ports", type=int, help=f"AXI4 managers, 1 to {MOST_PORTS}, each with its part of every word "
                                                  "of the memory beside the core (default 1)")


def add_burst(parser):
    """`--burst`, None where it is not given."""
    parser.add_argument("--burst", type=int, help=f"beats of the longest burst there, {FEWEST_BURST} to "
                                                  f"{LONGEST_BURST} (default {LONGEST_BURST}, or a page)")


def add_size(parser):
    """`--lanes`, `--context`, `--format`, `--ways` and `--batch`, None where they are not given, as
    `converters.presets.choose_preset` takes them."""
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of the preset's")
    parser.add_argument("--context", type=int,
                        help="positions, at most those the model was made for, instead of the preset's")
    add_format(parser)
    add_ways(parser)
    add_batch(parser)


def add_format(parser, usual="the preset's, or what the file holds"):
    """`--format`, None where it is not given, which stands for `usual`."""
    parser.add_argument("--format", metavar="LAYERS/HEAD",
                        help="weight formats of the layers' matrices and of embedding and classifier, as "
                             f"int4b32/int8b32, or one for both (default {usual})")


def add_multiplier(parser, usual=DEFAULT_MULTIPLIER.name):
    """`--multiplier`, None where it is not given, which stands for `usual`."""
    parser.add_argument("--multiplier", metavar="AxB",
                        help=f"bits of the device's multipliers, one of {', '.join(MULTIPLIERS)} (default {usual}): a "
                             "lane of 4-bit codes is one of the widest, or two")


def add_prefix(parser):
    """`--prefix`, as `converters.prefix` takes it."""
    parser.add_argument("--prefix", default=PREFIX,
                        help=f"the name of the top, and the beginning of all other names (default {PREFIX})")


def lanes_sentence(lanes):
    """What is to be said of more lanes than the tests have ever seen; None of others."""
    if lanes > TESTED_LANES:
        return (f"{lanes} lanes; the tests hold 1 to {TESTED_LANES} to golden, so simulate the core before you rely on "
                "it")


def warn_of_lanes(lanes):
    """Says it."""
    if sentence := lanes_sentence(lanes):
        print(f"llama2-rtl: warning: {sentence}", file=sys.stderr)


def check_lanes_of_model(lanes):
    """Raises ValueError for lanes of which the cycle model knows nothing."""
    if lanes > TESTED_LANES:
        raise ValueError(f"{lanes} lanes; the cycle model holds up to {TESTED_LANES}")
