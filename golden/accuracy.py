"""How far the fixed-point decoder is from float: perplexity, KL and top-1 agreement on teacher-forced
text."""

import math
from dataclasses import dataclass
from functools import partial

import torch
from rich.table import Table

from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.config import I8E_THROUGHOUT, NARROW_KEYS, Numerics
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.float_model import FloatModel
from llama2_rtl.golden.marks import report_mark
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.replace import write_report
from llama2_rtl.golden.tensor_formats import TensorFormats, bytes_per_token, uniform_formats, weights_per_token
from llama2_rtl.golden.texts import LONGEST, sampled_sequences

COMPARED = {"int8": Numerics(), "int8, keys of 12 bits": NARROW_KEYS, "I8E throughout": I8E_THROUGHOUT}
"""Name -> the sets that every model is measured in beside its own, one format for all tensors."""

COMMAND = "accuracy"
TARGETS = 10_000
SEED = 1
LOGITS_PER_BATCH = 1 << 20  # bounds the memory of a batch, whatever the vocabulary
LOGITS_KEPT = 1 << 27  # of float, from one set to the next; those of longer texts are computed anew for each
LOGITS_COMPARED = 1 << 20  # at once, in float64
SMALL_DIM = 256  # below, PyTorch's threads would only wait for each other
FRACTION = 2.0**-Q16_16.fraction  # of a logit's last bit


def batches(sequences, vocab_size):
    """(tokens [batch, time + 1], mask [batch, time]) of `sequences`, longest first; short ones are filled up
    with tokens that the mask leaves out."""
    sequences = sorted(sequences, key=len, reverse=True)
    while sequences:
        count = max(1, LOGITS_PER_BATCH // (len(sequences[0]) * vocab_size))
        chosen, sequences = sequences[:count], sequences[count:]
        tokens = torch.nn.utils.rnn.pad_sequence(chosen, batch_first=True)
        lengths = torch.tensor([len(sequence) - 1 for sequence in chosen])
        yield tokens, torch.arange(tokens.shape[1] - 1) < lengths[:, None]


class Totals:
    """Sums over targets of one set against float."""

    def __init__(self):
        self.targets = self.agreements = 0
        self.loss = self.float_loss = self.divergence = 0.0

    def add(self, logits, reference, targets):
        """logits (fixed, as floats) and reference [targets, vocab_size], the tokens that came [targets]."""
        fixed, floating = logits.log_softmax(-1), reference.log_softmax(-1)
        self.targets += len(targets)
        self.loss -= fixed.gather(-1, targets[:, None]).sum().item()
        self.float_loss -= floating.gather(-1, targets[:, None]).sum().item()
        self.divergence += (floating.exp() * (floating - fixed)).sum().item()
        self.agreements += (fixed.argmax(-1) == floating.argmax(-1)).sum().item()

    def result(self):
        """Of the line of the report: kl in nats per target, top1 as a share."""
        n = self.targets
        return {
            "tokens": n,
            "perplexity": math.exp(self.loss / n),
            "float_perplexity": math.exp(self.float_loss / n),
            "kl": self.divergence / n,
            "top1": self.agreements / n,
        }


@dataclass(frozen=True)
class FormatSet:
    """What is measured under a name: widths of the numbers, and the formats of the tensors."""

    name: str
    numerics: Numerics
    formats: TensorFormats


def chosen_sets(config, core):
    """The FormatSets of a ModelConfig: `core`, the one that its core has, and those that it is held against."""
    sets = [core]
    for name, numerics in COMPARED.items():
        formats = uniform_formats(config, *2 * [numerics.formats("classifier")])
        if (numerics, formats) != (core.numerics, core.formats):
            sets.append(FormatSet(name, numerics, formats))
    return sets


class Reference:
    """The float model's logits for batches of the sequences that `texts` gives for it, kept for the next set where they
    are not too many. `targets` counts the tokens to predict."""

    def __init__(self, model, texts):
        self.model, self.sequences = model, texts(model)
        self.targets = sum(len(sequence) - 1 for sequence in self.sequences)
        self.keeps = self.targets * model.config.vocab_size <= LOGITS_KEPT
        self.kept = {}

    def __iter__(self):
        """(inputs [batch, time], mask [batch, time], targets [count], float logits [count, vocab_size])."""
        for number, (tokens, mask) in enumerate(batches(self.sequences, self.model.config.vocab_size)):
            inputs, targets = tokens[:, :-1], tokens[:, 1:][mask].to(self.model.device)
            logits = self.kept.get(number)
            if logits is None:
                logits = self.model.logits(inputs)[mask]
            if self.keeps:
                self.kept[number] = logits
            yield inputs, mask, targets, logits


def compare(reference, logits, unit, report):
    """The Totals of `logits`, (tokens [batch, time]) -> [batch, time, vocab_size] of which 1 is worth `unit`, against a
    Reference. `report` is called with how many targets are done and how many there are."""
    totals, count = Totals(), max(1, LOGITS_COMPARED // reference.model.config.vocab_size)
    for inputs, mask, expected, floating in reference:
        found = logits(inputs)[mask]
        for part in (slice(first, first + count) for first in range(0, len(expected), count)):
            totals.add(found[part].double() * unit, floating[part].double(), expected[part])
        report(totals.targets, reference.targets)
    return totals


def measure(checkpoint, sets, device, texts, report):
    """The lines of the report, a dictionary for each FormatSet, of a checkpoint against its FloatModel, on the
    sequences that `texts` gives for that. `report` is called with what is done in words, how much of it is done and how
    much there is. Raises ValueError for weights that no format holds, before any text is asked for."""
    results, config, reference = [], checkpoint.config, None
    for one in sets:
        decoder = Decoder(quantize_model(checkpoint, one.numerics, one.formats, lambda done, one=one: report(
            f"quantising: {one.name}", done, config.n_layers + 1)), device)
        reference = reference or Reference(FloatModel(checkpoint, device), texts)
        totals = compare(reference, decoder.logits, FRACTION, partial(report, f"measuring: {one.name}"))
        read = bytes_per_token(config, one.formats)
        results.append(dict(set=one.name) | totals.result() | dict(
            bits_per_weight=8 * read / weights_per_token(config), bytes_per_token=read))
        del decoder  # before the next one is made
    return results


def table(results):
    """The results for a reader."""
    first = results[0]
    headings = ("formats", "perplexity", "change", "KL,\n1e-3", "top-1", "bits per\nweight", "bytes per\ntoken")
    title = (f"{first['tokens']:,} tokens, perplexity of float {first['float_perplexity']:.4f}; "
             "first the formats of the core")
    view = Table(*headings, box=None, padding=(0, 1, 0, 0), pad_edge=False, title=title)
    for column in view.columns:
        column.no_wrap = True
    for column in view.columns[1:]:
        column.justify = "right"
    for r in results:
        change = r["perplexity"] / r["float_perplexity"] - 1
        view.add_row(
            r["set"],
            f"{r['perplexity']:.4f}",
            f"{change:+.3%}",
            f"{1e3 * r['kl']:.2f}",
            f"{r['top1']:.1%}",
            f"{r['bits_per_weight']:.2f}",
            f"{r['bytes_per_token']:,}",
        )
    return view


def evaluate(checkpoint, core, texts, report, context=LONGEST, targets=TARGETS):
    """The lines of the report, as `measure` has them, of a checkpoint: of the FormatSet `core` and of those that it is
    held against. texts: (ModelConfig) -> the sequences to measure on; None: `targets` tokens of text that the float
    model samples, `context` positions at a time. report: as `measure` has it. Raises ValueError for texts that do not
    fit the model, and for weights that no format holds."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if checkpoint.config.dim < SMALL_DIM:
        torch.set_num_threads(1)
    sets = chosen_sets(checkpoint.config, core)
    sequences = texts(checkpoint.config) if texts else None

    def chosen(model):
        return sequences or sampled_sequences(
            model, targets, SEED, lambda done: report("sampling text", done, targets), context)

    return measure(checkpoint, sets, device, chosen, report)


def run(path, core, texts, out_path, inputs=(), context=LONGEST, report=lambda what, done, total: None):
    """Measures the checkpoint at `path` and writes the report `out_path`. Returns its results.

    core: (checkpoint) -> FormatSet, the first that is measured. texts, context, report: as `evaluate` has them. inputs:
    paths of what it reads. Raises ValueError for files that are not what they should be, and where something else than
    such a report lies at `out_path`, before anything is written."""
    check_output(out_path, report_mark(COMMAND), [path, *inputs])
    checkpoint = read_checkpoint(path)
    results = evaluate(checkpoint, core(checkpoint), texts, report, context, TARGETS)
    write_report(out_path, COMMAND, dict(results=results))
    return results
