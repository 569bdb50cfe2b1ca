"""How far the fixed-point decoder is from float: perplexity, KL and top-1 agreement on teacher-forced
text."""

import math

import torch
from rich.console import Console
from rich.progress import Progress
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
from llama2_rtl.golden.texts import read_sequences, sampled_sequences

SETS = {"default": Numerics(), "keys of 12 bits": NARROW_KEYS, "I8E throughout": I8E_THROUGHOUT}
COMMAND = "accuracy"
TARGETS = 10_000
SEED = 1
LOGITS_PER_BATCH = 1 << 20  # bounds the memory of a batch, whatever the vocabulary
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

    def result(self, name):
        """The line of the report: kl in nats per target, top1 as a share."""
        n = self.targets
        return {
            "set": name,
            "tokens": n,
            "perplexity": math.exp(self.loss / n),
            "float_perplexity": math.exp(self.float_loss / n),
            "kl": self.divergence / n,
            "top1": self.agreements / n,
        }


def decoders(checkpoint, device, sets=SETS):
    """Name -> the fixed-point decoder, of `sets`, name -> Numerics. Raises ValueError for weights that no format holds.
    """
    return {name: Decoder(quantize_model(checkpoint, numerics), device) for name, numerics in sets.items()}


def measure(decoders, model, sequences, device, report):
    """[Totals.result] of the `decoders` by their names, on `sequences`. `report` is called with the targets done."""
    totals = {name: Totals() for name in decoders}
    for tokens, mask in batches(sequences, model.config.vocab_size):
        inputs, targets = tokens[:, :-1], tokens[:, 1:][mask].to(device)
        reference = model.logits(inputs)[mask].double()
        for name, decoder in decoders.items():
            totals[name].add(decoder.logits(inputs)[mask].double() * FRACTION, reference, targets)
        report(totals[name].targets)
    return [totals[name].result(name) for name in decoders]


def table(results):
    """The results for a reader."""
    view = Table("set", "tokens", "perplexity", "of float", "change", "KL, 1e-3 nat", "top-1")
    for r in results:
        change = r["perplexity"] / r["float_perplexity"] - 1
        view.add_row(
            r["set"],
            f"{r['tokens']:,}",
            f"{r['perplexity']:.4f}",
            f"{r['float_perplexity']:.4f}",
            f"{change:+.3%}",
            f"{1e3 * r['kl']:.2f}",
            f"{r['top1']:.1%}",
        )
    return view


def run(checkpoint, tokens, out_path):
    """Measures the checkpoint file on the tokens file, or where that is None on text that the float model samples,
    prints a table and writes the report `out_path`. Returns its results. Raises ValueError for files that are not
    what they should be, and where something else than such a report lies at `out_path`, before anything is
    written."""
    check_output(out_path, report_mark(COMMAND), [checkpoint, tokens])
    device = "cuda" if torch.cuda.is_available() else "cpu"
    checkpoint = read_checkpoint(checkpoint)
    if checkpoint.config.dim < SMALL_DIM:
        torch.set_num_threads(1)
    sequences = read_sequences(tokens, checkpoint.config) if tokens else None
    console = Console()
    for note in checkpoint.notes:
        console.print(note)
    fixed, model = decoders(checkpoint, device), FloatModel(checkpoint, device)
    with Progress(console=console) as progress:
        if sequences is None:
            sampling = progress.add_task("sampling text", total=TARGETS)
            sequences = sampled_sequences(
                model, TARGETS, SEED, lambda done: progress.update(sampling, completed=done)
            )
        measuring = progress.add_task("measuring", total=sum(len(sequence) - 1 for sequence in sequences))
        results = measure(
            fixed, model, sequences, device, lambda done: progress.update(measuring, completed=done)
        )
    console.print(table(results))
    write_report(out_path, COMMAND, dict(results=results))
    return results
