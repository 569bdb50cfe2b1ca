"""The options that make a preset smaller or larger, and the one that names its modules."""

from converters.prefix import PREFIX


def add_size(parser):
    """`--lanes` and `--context`, None where they are not given, as `converters.presets.choose_preset` takes them."""
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of the preset's")
    parser.add_argument("--context", type=int,
                        help="positions, at most those the model was made for, instead of the preset's")


def add_prefix(parser):
    """`--prefix`, as `converters.prefix` takes it."""
    parser.add_argument("--prefix", default=PREFIX,
                        help=f"the name of the top, and the beginning of all other names (default {PREFIX})")
