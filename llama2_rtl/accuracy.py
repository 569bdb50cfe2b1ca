"""Perplexity and KL of the fixed-point formats against float; writes build/accuracy.json."""

import argparse
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from llama2_rtl.converters.presets import DEFAULT, preset_of
from llama2_rtl.golden.config import Numerics
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.progress import Progress
from llama2_rtl.prompt import model_tokenizer
from llama2_rtl.shown import shown

EXTRAS = ("golden",)
REPORT = Path("build/accuracy.json")


def add_arguments(parser):
    model = parser.add_mutually_exclusive_group()
    model.add_argument("--model", metavar="PATH", default=DEFAULT.checkpoint,
                       help=f"{MODEL_HELP} (default: the one of the project)")
    model.add_argument("--checkpoint", dest="model", default=DEFAULT.checkpoint, help=argparse.SUPPRESS)  # its old name
    text = parser.add_mutually_exclusive_group()
    text.add_argument("--text", metavar="PATH",
                      help="a text in UTF-8, which the model's own tokenizer makes tokens of (default: text that the "
                           "model writes itself)")
    text.add_argument("--tokens", metavar="PATH",
                      help="token numbers: a .json file of a list of lists, or a .bin file of little-endian uint16, "
                           "uint32 where the vocabulary exceeds 65,536")
    parser.add_argument("--tokenizer", metavar="PATH",
                        help="the checkpoint's tokenizer.bin, .model or .json, for a text, where it brings none")
    parser.add_argument("--format", metavar="LAYERS/HEAD",
                        help="weight formats of the layers' matrices and of embedding and classifier, as "
                             "int4b32/int8b32, instead of what the file's own types ask for")
    parser.add_argument("--context", type=int,
                        help="positions of a sequence at most (default 256, or what the model has)")


def core_set(checkpoint, given=None):
    """The FormatSet of a checkpoint's core: in the weight formats `given`, layers/head, or in the preset's, or in those
    that the file's own types ask for. Raises ValueError for formats that there are not."""
    from llama2_rtl.golden.accuracy import FormatSet
    from llama2_rtl.golden.tensor_formats import read_formats, stored_formats
    preset = preset_of(checkpoint.config)
    names = given or (preset and preset.format)
    numerics = replace(preset.numerics, blocks=None) if preset else Numerics()
    formats = read_formats(names, checkpoint.config) if names else stored_formats(checkpoint)
    keys = "" if numerics == Numerics() else f", keys of {numerics.k_bits} bits"
    return FormatSet(formats.name + keys, numerics, formats)


def run(arguments):
    from llama2_rtl.golden.accuracy import run, table
    from llama2_rtl.golden.texts import LONGEST, read_sequences, text_sequences
    context, console = LONGEST if arguments.context is None else arguments.context, Console(highlight=False)

    def core(checkpoint):
        for note in checkpoint.notes:
            console.print(note)
        if arguments.context is not None and not 1 <= context <= checkpoint.config.seq_len:
            raise ValueError(f"a context of {context} positions; the model has 1 to {checkpoint.config.seq_len}")
        return core_set(checkpoint, arguments.format)

    def texts(config):
        if arguments.tokens:
            return read_sequences(arguments.tokens, config, context)
        own = DEFAULT.tokenizer if Path(arguments.model).resolve() == DEFAULT.checkpoint.resolve() else None
        tokenizer = model_tokenizer(arguments.model, arguments.tokenizer, own, config.vocab_size)
        return text_sequences(arguments.text, tokenizer, config, context)

    inputs = [arguments.tokens, arguments.text, arguments.tokenizer]
    with Progress(console) as progress:
        results = run(arguments.model, core, texts if arguments.tokens or arguments.text else None, REPORT, inputs,
                      context, progress.count)
    console.print(table(results))
    print(f"written to {shown(REPORT)}")
    return 0
