"""How far the core's arithmetic is from float32, by the machinery of `make accuracy`."""

from dataclasses import dataclass, replace

from llama2_rtl.core_page.origins import COMPUTED
from llama2_rtl.core_page.plots import COLOURS, Plot, data, draw

OWN = "this core"
"""The set of the core's own formats, beside those of `golden.accuracy.COMPARED`."""


@dataclass(frozen=True)
class Accuracy:
    """The Plot of the divergences, and in a sentence on what they were computed."""

    plot: Plot
    measured_on: str


def accuracy(core, report):
    """The Accuracy of a Core with a checkpoint, on as many tokens as `make accuracy` takes. `report` is called as by
    `golden.accuracy.evaluate`. Raises ValueError for weights that no format holds."""
    from llama2_rtl.golden.accuracy import TARGETS, FormatSet, evaluate
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.tensor_formats import formats_in
    numerics, checkpoint = core.preset.numerics, read_checkpoint(core.checkpoint)
    own = FormatSet(OWN, replace(numerics, blocks=None), formats_in(checkpoint.config, numerics.formats))
    results = evaluate(checkpoint, own, None, report, targets=TARGETS)
    names = [result["set"] for result in results]

    def paint(axes):
        bars = axes.barh(names, [1e3 * result["kl"] for result in results], color=COLOURS[0], height=0.6)
        data(bars, 0)
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("KL divergence from float32, 1e-3 nat per token")
        axes.set_ylabel("formats")

    plot = draw("plot-accuracy", "Divergence of the formats from float32", COMPUTED, paint,
                ("formats", "perplexity", "of float32", "change", "KL, 1e-3 nat", "same likeliest token"),
                [(name, f"{one['perplexity']:.4f}", f"{one['float_perplexity']:.4f}",
                  f"{one['perplexity'] / one['float_perplexity'] - 1:+.3%}", f"{1e3 * one['kl']:.3f}",
                  f"{one['top1']:.2%}") for name, one in zip(names, results, strict=True)], size=(9.2, 2.6))
    return Accuracy(plot, f"{results[0]['tokens']:,} tokens of text that the float32 model of {core.checkpoint.name} "
                          "wrote itself, by chance at temperature 1: it shows what the number formats change, not how "
                          "good the model is.")
