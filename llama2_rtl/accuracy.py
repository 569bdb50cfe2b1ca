"""Perplexity and KL of the fixed-point formats against float; writes build/accuracy.json."""

from converters.presets import DEFAULT, ROOT
from llama2_rtl.shown import shown

REPORT = ROOT / "build" / "accuracy.json"


def add_arguments(parser):
    parser.add_argument("--checkpoint", metavar="PATH", default=DEFAULT.checkpoint,
                        help="a llama2.c checkpoint or a Hugging Face folder (default: the one of the project)")
    parser.add_argument("--tokens", metavar="PATH",
                        help="token numbers: a .json file of a list of lists, or a .bin file of little-endian uint16, "
                             "uint32 where the vocabulary exceeds 65,536 (default: text that the model writes itself)")


def run(arguments):
    from golden.accuracy import run
    run(arguments.checkpoint, arguments.tokens, REPORT)
    print(f"written to {shown(REPORT)}")
    return 0
