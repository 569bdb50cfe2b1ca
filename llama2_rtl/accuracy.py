"""Perplexity and KL of the fixed-point formats against float; writes build/accuracy.json."""

from converters.presets import DEFAULT


def add_arguments(parser):
    parser.add_argument("--checkpoint", metavar="PATH", default=DEFAULT.checkpoint,
                        help="a llama2.c checkpoint or a Hugging Face folder (default: the one of the project)")
    parser.add_argument("--tokens", metavar="PATH",
                        help="a JSON list of lists of token ids (default: text that the model writes itself)")


def run(arguments):
    from golden.accuracy import run
    run(arguments.checkpoint, arguments.tokens)
    return 0
