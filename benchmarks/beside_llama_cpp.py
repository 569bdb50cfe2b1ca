"""The core beside llama.cpp's own runtime, on the same file and text: `python benchmarks/beside_llama_cpp.py`.

Both predict the tokens of the text in the windows of `make accuracy`, and both are held against what that holds the
core against, float32 of the weights that the file stands for: KL, perplexity, and how often the likeliest token is the
same (top-1). llama.cpp runs on the processor as it does by itself: its quantised kernels, keys and values of 16-bit
floats.
"""

import sys
from argparse import ArgumentParser
from functools import partial

import numpy as np
import torch
from rich.console import Console
from rich.table import Column, Table

from llama2_rtl.accuracy import core_set
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.golden.accuracy import Reference, compare, measure
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.extras import MissingExtra, need
from llama2_rtl.golden.float_model import FloatModel
from llama2_rtl.golden.texts import LONGEST, text_sequences
from llama2_rtl.named_models import model_path
from llama2_rtl.progress import Progress
from llama2_rtl.prompt import model_tokenizer

FOLDER = ROOT / "build/llama-cpp"
"""Where the runtime lies, apart from what the project is tested with."""

INSTALL = "python -m pip install --no-deps --target build/llama-cpp llama-cpp-python==0.3.36 diskcache==5.6.3"


def load_runtime():
    """The module `llama_cpp`, of FOLDER or of this Python. Raises ValueError where there is none."""
    if FOLDER.is_dir():
        sys.path.append(str(FOLDER))
    try:
        import llama_cpp
    except ImportError as error:
        raise ValueError(f"llama.cpp's runtime cannot be loaded ({error}); '.venv/bin/{INSTALL}' builds it") from None
    return llama_cpp


class Runtime:
    """A GGUF file in llama.cpp, with room for `context` positions. Raises ValueError for a file that it does not load.
    """

    def __init__(self, llama_cpp, path, context):
        self.llama = llama_cpp.Llama(model_path=str(path), n_ctx=context, logits_all=True, verbose=False)

    def logits(self, tokens):
        """tokens [batch, time] -> logits [batch, time, vocab_size] in float32."""
        return torch.stack([self._logits(row) for row in tokens])

    def _logits(self, row):
        self.llama.reset()
        self.llama.eval(row.tolist())
        return torch.from_numpy(np.array(self.llama.scores[:len(row)], np.float32))


def first_targets(sequences, count):
    """As many of the sequences, the last one cut, as have `count` tokens to predict; all of them where `count` is None.
    Raises ValueError for a count below 1."""
    if count is None:
        return sequences
    if count < 1:
        raise ValueError(f"{count} tokens; predict at least one")
    chosen = []
    for sequence in sequences:
        if count <= 0:
            break
        chosen.append(sequence[:count + 1])
        count -= len(sequence) - 1
    return chosen


def run(model, text, context, count):
    """Prints both."""
    need("golden", "checkpoints")
    llama_cpp, path, console = load_runtime(), model_path(model), Console(highlight=False)
    checkpoint = read_checkpoint(path)
    for note in checkpoint.notes:
        console.print(note)
    config = checkpoint.config
    if not 1 <= context <= config.seq_len:
        raise ValueError(f"a context of {context} positions; the model has 1 to {config.seq_len}")
    sequences = first_targets(
        text_sequences(text, model_tokenizer(path, None, None, config.vocab_size), config, context), count)
    with Progress(console) as progress:
        core, = measure(checkpoint, [core_set(checkpoint)], "cpu", lambda _: sequences, progress.count)
        reference = Reference(FloatModel(checkpoint), lambda _: sequences)
        name = f"llama.cpp (llama-cpp-python {llama_cpp.__version__})"
        runtime = compare(reference, Runtime(llama_cpp, path, context).logits, 1,
                          partial(progress.count, f"measuring: {name}")).result()
    console.print(table({name: runtime, f"the core, {core['set']}": core}, context))


def table(results, context):
    """Name -> result, as `Totals` has it, for a reader."""
    first = next(iter(results.values()))
    title = f"{first['tokens']:,} tokens in contexts of {context}, perplexity of float {first['float_perplexity']:.4f}"
    view = Table(Column(no_wrap=True), "KL, 1e-3 nat", "perplexity", "top-1", box=None, pad_edge=False,
                 title=title)
    for column in view.columns[1:]:
        column.justify = "right"
    for name, one in results.items():
        view.add_row(name, f"{1e3 * one['kl']:.2f}", f"{one['perplexity'] / one['float_perplexity'] - 1:+.3%}",
                     f"{one['top1']:.1%}")
    return view


def main():
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="smollm2-135m", help="a GGUF file, or a name that MODEL= knows")
    parser.add_argument("--text", default=ROOT / "checkpoints/prose/prose.txt", help="a text in UTF-8")
    parser.add_argument("--context", type=int, default=LONGEST, help=f"positions of a window (default {LONGEST})")
    parser.add_argument("--tokens", type=int, help="predict only the text's first so many (default: all)")
    given = parser.parse_args()
    try:
        run(given.model, given.text, given.context, given.tokens)
    except (ValueError, MissingExtra) as error:
        print(f"beside_llama_cpp: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
