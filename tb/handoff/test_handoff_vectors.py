"""The golden vectors of the hand-off, read as their page says: golden's taps, of the size they claim."""

import re
from math import sqrt

import numpy as np
import pytest
import torch

from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.presets import Preset
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import Numerics
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.taps import Taps
from llama2_rtl.handover import vectors as product
from llama2_rtl.handover.core import Core
from llama2_rtl.handover.golden_run import run_golden
from tb.handoff.folder import LANES, MODEL, POSITIONS

FOLDERS = [*(f"layer_{layer}" for layer in range(MODEL.n_layers)), "final"]


class Vectors:
    """The vectors of a hand-off, by its page alone."""

    def __init__(self, folder):
        self.folder = folder
        page = (folder / "README.md").read_text()
        rows = re.findall(r"^\| `(.*)\.mem` \| [^|]* \| (\d+)( signed)? \| (.*?) \|", page, re.M)
        self.formats = {name: (int(bits), bool(signed), fraction) for name, bits, signed, fraction in rows}
        table = re.findall(r"^\| (\w+) \| (\w+) \| (\d+) \|$", page, re.M)
        self.f = {(norm, layer if layer == "final" else f"layer_{layer}"): int(f) for norm, layer, f in table}

    def words(self, path, bits, signed):
        values = [int(line, 16) for line in (self.folder / path).read_text().split()]
        return [value - (1 << bits) if signed and value >> (bits - 1) else value for value in values]

    def tap(self, name, position, place):
        bits, signed, _ = self.formats[name]
        return self.words(f"position_{position}/{place}/{name}.mem", bits, signed)

    def numbers(self, name, position, place):
        """The tap's real numbers, and the value of a last bit of each."""
        first, _, shift = self.formats[name][2].partition(" - ")
        fraction = np.array(self.f[name.split(".")[0], place] if first[0] == "f" else int(first))
        words = np.array(self.tap(name, position, place))
        if shift:
            fraction = fraction - np.array(self.tap(shift, position, place))
            fraction = np.repeat(fraction, len(words) // len(fraction))
        return words * 2.0 ** -fraction, 2.0 ** -fraction


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """`(vectors, checkpoint)` of the small model, without its Verilog."""
    folder, checkpoint = tmp_path_factory.mktemp("handoff"), random_checkpoint(MODEL, seed=1)
    run = run_golden(quantize_model(checkpoint, Numerics()), MODEL.seq_len, None, POSITIONS)
    preset = Preset("small", MODEL, LANES, MODEL.seq_len)
    for name, text in product.files(Core(preset, None, PREFIX, PREFIX, [], [], [], run)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return Vectors(folder / "vectors"), checkpoint


def test_taps(made):
    """Every file is golden's tap, all positions computed at once; none is missing."""
    vectors, checkpoint = made
    tokens, taps = vectors.words("tokens.mem", 32, False), Taps()
    logits = Decoder(quantize_model(checkpoint, Numerics())).logits(torch.tensor([tokens]), taps=taps)
    assert vectors.words("next_tokens.mem", 32, False) == logits[0].argmax(-1).tolist()
    assert len(tokens) == POSITIONS
    for (name, layer, position), tap in taps.items():
        assert vectors.tap(name, position, FOLDERS[layer]) == tap[0].flatten().tolist(), (name, layer, position)
    assert len(list(vectors.folder.glob("position_*/*/*.mem"))) == len(taps)


@pytest.mark.parametrize(("quantised", "source"), [
    ("attention_norm.a", "attention_norm.u"), ("k.a", "k"), ("v.a", "v"), ("q.a", "q"), ("attend.a", "attend.out"),
    ("ffn_norm.a", "ffn_norm.u"), ("hidden.a", "hidden"), ("norm.a", "norm.u")])
def test_quantised(quantised, source, made):
    """A quantised vector is its source to one last bit, which is as small as the bits allow."""
    bits = made[0].formats[quantised][0]
    for position in range(POSITIONS):
        for place in ["final"] if quantised == "norm.a" else FOLDERS[:-1]:
            got, last_bit = made[0].numbers(quantised, position, place)
            expected, _ = made[0].numbers(source, position, place)
            assert (np.abs(got - expected) <= last_bit).all()
            assert last_bit.max() <= np.abs(expected).max() * 2.0 ** (2 - bits)


def test_norms(made):
    """u is x * gain * sqrt(dim); rm and k make 1 / sqrt of the sum of squares."""
    vectors, checkpoint = made
    for (norm, place), _ in vectors.f.items():
        gains = checkpoint.tensors[norm] if place == "final" else checkpoint.tensors[norm][FOLDERS.index(place)]
        x, _ = vectors.numbers(f"{norm}.x", 0, place)
        u, last_bit = vectors.numbers(f"{norm}.u", 0, place)
        assert np.allclose(u, x * gains * sqrt(MODEL.dim), rtol=1e-3, atol=last_bit * 2)
        rm, k = vectors.numbers(f"{norm}.rm", 0, place)[0][0], vectors.tap(f"{norm}.k", 0, place)[0]
        squares = sum(word * word for word in vectors.tap(f"{norm}.x", 0, place))
        assert rm * 2.0 ** -k * sqrt(squares) == pytest.approx(1, rel=2e-3)
    assert len(vectors.f) == 2 * MODEL.n_layers + 1


def test_scores(made):
    """Scores in base 2 from the queries, which carry log2(e) / sqrt(head_dim), and the keys of both positions."""
    vectors, _ = made
    scores, last_bit = vectors.numbers("scores", 1, "layer_0")
    queries = vectors.numbers("q", 1, "layer_0")[0].reshape(MODEL.n_heads, MODEL.head_dim)
    keys = np.stack([vectors.numbers("k", position, "layer_0")[0] for position in range(2)])
    keys = keys.reshape(2, MODEL.n_kv_heads, MODEL.head_dim).repeat(MODEL.group, axis=1)
    expected = np.einsum("hd,phd->hp", queries, keys)
    assert np.allclose(scores.reshape(MODEL.n_heads, 2), expected, rtol=2e-3, atol=2 * last_bit)
