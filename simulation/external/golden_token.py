"""A token of a model, random or real, at any position, by golden and by the program: logits, choice and KV cache are
equal."""

import numpy as np
import torch

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.functions import quantize
from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.stripes import stripes, whole
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.external.kv_image import kv_bytes
from llama2_rtl.simulation.external.program import run

TOKEN = 1
AT_ONCE = 64


def random_cache(geometry, position, seed=1):
    """Golden's cache with normally distributed keys and values at all positions before `position`."""
    g, random = geometry, torch.Generator().manual_seed(seed)

    def heads(bits):
        vectors = torch.randn(1, position, g.model.n_kv_heads, g.model.head_dim, generator=random)
        return tuple(part.to(torch.int16) for part in quantize((vectors * (1 << 16)).long(), bits))

    return [dict(k=heads(g.numerics.k_bits), v=heads(g.numerics.v_bits)) for _ in range(g.model.n_layers)]


def nothing(line):
    """Reports no progress."""


def text_cache(decoder, position, seed=1):
    """Golden's cache of the keys and values of random tokens at all positions before `position`."""
    random, cache = torch.Generator().manual_seed(seed), decoder.new_cache()
    tokens = torch.randint(decoder.config.vocab_size, (1, position), generator=random)
    for first in range(0, position, AT_ONCE):
        decoder.logits(tokens[:, first:first + AT_ONCE], cache, first)
    return cache


def check(geometry, position, folder, timing=None, step=nothing, detail=nothing, checkpoint=None, batch=1, texts=1):
    """Runs one token at `position`, or a `batch` from there on in one pass, or one of each of so many `texts` in one,
    files in `folder`: of random weights after random caches, or of a `checkpoint` after those of texts. `step` is
    called with a line as each step begins, `detail` with how far the program is. Returns the counts of `run`. Raises
    AssertionError where anything differs from llama2_rtl.golden."""
    g = geometry
    files = dict(image=folder / "model.img", kv=folder / "kv.bin", logits=folder / "logits.bin")
    is_random = checkpoint is None
    step("random weights, quantised" if is_random else "weights, quantised")
    checkpoint = random_checkpoint(g.model, seed=1) if is_random else checkpoint
    write_image(checkpoint, g.numerics, g.tile, files["image"], ports=g.ports)
    decoder = Decoder(quantize_model(checkpoint, g.numerics))
    del checkpoint
    step("the KV cache")
    caches = [random_cache(g, position, seed) if is_random else text_cache(decoder, position, seed)
              for seed in range(1, texts + 1)]
    stripes(kv_bytes(caches, range(position), g), g.word_bytes, g.ports).tofile(files["kv"])
    step("golden")
    expected = [[decoder.step(TOKEN + text * batch + index, position + index, cache) for index in range(batch)][-1]
                for text, cache in enumerate(caches)]
    del decoder
    step("the Verilog")
    counts = run(g, position, TOKEN, timing=timing, files=files, progress=detail, batch=batch, texts=texts)
    done, got = position + batch, np.fromfile(files["logits"], "<i4").reshape(texts, -1)
    for text, logits in enumerate(expected):
        expect_equal("logits", logits, got[text], position=done - 1, text=text)
        expect_equal("token", argmax_lowest(logits), counts["tokens"][text], position=done - 1, text=text)
    written = np.fromfile(files["kv"], np.uint8).reshape(g.ports, -1)
    _expect_cache(kv_bytes(caches, range(done), g), whole(written, g.word_bytes))
    for path in files.values():
        path.unlink()
    return counts


def _expect_cache(expected, got):
    """Fails where a byte of the cache in memory differs."""
    wrong = np.flatnonzero(expected != got)
    if len(wrong):
        expect_equal("KV cache, byte", expected[wrong[0]], got[wrong[0]], offset=int(wrong[0]))
