"""Perplexity and KL of the fixed-point formats against float; writes build/accuracy.json."""

import argparse

from llama2_rtl.converters.presets import DEFAULT, ROOT
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.shown import shown

REPORT = ROOT / "build" / "accuracy.json"


def add_arguments(parser):
    model = parser.add_mutually_exclusive_group()
    model.add_argument("--model", metavar="PATH", default=DEFAULT.checkpoint,
                       help=f"{MODEL_HELP} (default: the one of the project)")
    model.add_argument("--checkpoint", dest="model", default=DEFAULT.checkpoint, help=argparse.SUPPRESS)  # its old name
    parser.add_argument("--tokens", metavar="PATH",
                        help="token numbers: a .json file of a list of lists, or a .bin file of little-endian uint16, "
                             "uint32 where the vocabulary exceeds 65,536 (default: text that the model writes itself)")


def run(arguments):
    from llama2_rtl.golden.accuracy import run
    run(arguments.model, arguments.tokens, REPORT)
    print(f"written to {shown(REPORT)}")
    return 0
