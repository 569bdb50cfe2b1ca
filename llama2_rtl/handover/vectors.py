"""Golden's numbers of every stage, position and layer, as files for `$readmemh` or a script."""

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.write import memory_text
from llama2_rtl.handover.tap_formats import final_formats, layer_formats


def files(core):
    run, numerics, layers = core.run, core.preset.numerics, core.preset.model.n_layers
    folders = [(f"layer_{layer}", layer, layer_formats(numerics)) for layer in range(layers)]
    folders.append(("final", layers, final_formats(numerics)))
    result = {"vectors/README.md": core.render("vectors.md", layer=layer_formats(numerics),
                                               final=final_formats(numerics), fractions=_fractions(run.model)),
              "vectors/tokens.mem": memory_text(TDATA_BITS, run.tokens[:run.positions]),
              "vectors/next_tokens.mem": memory_text(TDATA_BITS, run.next_tokens[:run.positions])}
    for position in range(run.positions):
        for folder, layer, formats in folders:
            for name, form in formats.items():
                words = run.taps[name, layer, position][0].flatten().tolist()
                result[f"vectors/position_{position}/{folder}/{name}.mem"] = memory_text(form.bits, words)
    return result


def _fractions(model):
    """`(norm, layer, f)` of every norm: the fraction bits of its `.u`."""
    norms = [(name, layer, getattr(weights, name).fold) for layer, weights in enumerate(model.layers)
             for name in ("attention_norm", "ffn_norm")]
    return [*norms, ("norm", "final", model.norm.fold)]
