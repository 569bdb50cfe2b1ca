"""The fixed-point decoder: against plain integers, one position at a time against all at once, and its taps."""

from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest
import torch

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import I8E_THROUGHOUT, SPAN, Numerics
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.float_model import FloatModel
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.taps import Taps
from llama2_rtl.golden.tensor_formats import TensorFormats, matrices, read_formats
from llama2_rtl.golden.weight_format import I8E, INT4B32, INT4B128, INT8, INT8B32
from tb.golden.scalar_decoder import ScalarDecoder

SETS = {"default": Numerics(), "I8E": I8E_THROUGHOUT, "mixed": Numerics(act_bits=12, k_bits=9, v_bits=16, scale_bits=0)}


def turns(config):
    """A format after the other, tensor by tensor, the classifier's apart from the embedding's where they are apart."""
    kinds = cycle([INT4B32, INT8B32, INT4B128, INT8, I8E])
    return TensorFormats({key: next(kinds) for key in matrices(config)})


FORMATS = ["int8b32", "int4b32/int8b32", "int4b128", turns]


def random_tokens(config, batch, time, seed=1):
    return torch.randint(config.vocab_size, (batch, time), generator=torch.Generator().manual_seed(seed))


def with_loud_values(checkpoint):
    """The checkpoint with weights that drive heads, scores and residual far from zero, where widths are tested."""
    tensors = dict(checkpoint.tensors)
    for name, factor in dict(tok_embeddings=200, wq=40, wk=40, wv=300, wo=3, w1=100, w3=100).items():
        tensors[name] = tensors[name] * factor
    return replace(checkpoint, tensors=tensors)


@pytest.mark.parametrize("numerics", SETS.values(), ids=SETS.keys())
@pytest.mark.parametrize("loud", [False, True], ids=["usual", "loud"])
def test_equals_plain_integers(config, numerics, loud):
    checkpoint = random_checkpoint(config, seed=4)
    model = quantize_model(with_loud_values(checkpoint) if loud else checkpoint, numerics)
    tokens = random_tokens(config, 1, SPAN + 6)
    logits = Decoder(model).logits(tokens)[0].tolist()
    scalar = ScalarDecoder(model)
    for position, token in enumerate(tokens[0].tolist()):
        assert scalar.step(token, position) == logits[position], f"position {position}"


@pytest.mark.parametrize("formats", FORMATS, ids=lambda formats: getattr(formats, "__name__", formats))
@pytest.mark.parametrize("loud", [False, True], ids=["usual", "loud"])
def test_formats_equal_plain_integers(config, formats, loud):
    checkpoint = random_checkpoint(config, seed=4)
    checkpoint = with_loud_values(checkpoint) if loud else checkpoint
    formats = formats(config) if callable(formats) else read_formats(formats, config)
    model = quantize_model(checkpoint, formats=formats)
    tokens = random_tokens(config, 1, 9)
    logits = Decoder(model).logits(tokens)[0].tolist()
    scalar = ScalarDecoder(model)
    for position, token in enumerate(tokens[0].tolist()):
        assert scalar.step(token, position) == logits[position], f"position {position}"


def test_each_tensor_has_its_format(config):
    formats = turns(config)
    model = quantize_model(random_checkpoint(config, seed=4), formats=formats)
    for name, layer in matrices(config):
        if layer is not None:
            assert getattr(model.layers[layer], name).format is formats(name, layer)
    assert model.embedding.format is formats("tok_embeddings")
    assert model.classifier.format is formats("tok_embeddings" if config.tied else "output")


def dequantized(model, checkpoint):
    """The float checkpoint of the weights that a QuantizedModel stands for."""
    def values(rows):
        return (rows.integers * np.ldexp(rows.scale.astype(float), -rows.exponent)[:, None]).astype(np.float32)

    config, tensors = checkpoint.config, dict(checkpoint.tensors)
    for name in ("wk", "wv", "wq", "wo", "w1", "w3", "w2"):
        tensors[name] = np.stack([values(getattr(layer, name)) for layer in model.layers])
    tensors["wq"] /= np.log2(np.e) * config.score_scale
    tensors["tok_embeddings"] = values(model.embedding)
    if not config.tied:
        tensors["output"] = values(model.classifier)
    return replace(checkpoint, tensors=tensors)


@pytest.mark.parametrize("formats", FORMATS[:3])
def test_formats_stand_for_their_weights(config, formats):
    """Logits are those of the weights that the codes stand for, in float."""
    checkpoint = random_checkpoint(config, seed=4)
    model = quantize_model(checkpoint, Numerics(v_bits=16), read_formats(formats, config))
    tokens = random_tokens(config, 2, 9)
    expected = FloatModel(dequantized(model, checkpoint)).logits(tokens)
    logits = Decoder(model).logits(tokens) / 65536
    assert (logits - expected).square().mean() < 1e-3**2 * expected.square().mean()


@pytest.mark.parametrize("numerics", SETS.values(), ids=SETS.keys())
def test_one_by_one_equals_all_at_once(config, numerics):
    decoder = Decoder(quantize_model(random_checkpoint(config, seed=5), numerics))
    tokens = random_tokens(config, 1, SPAN + 3)
    once, single, cache = Taps(), Taps(), decoder.new_cache()
    logits = decoder.logits(tokens, taps=once)
    for position, token in enumerate(tokens[0].tolist()):
        assert torch.equal(decoder.step(token, position, cache, single), logits[0, position])
    assert once.keys() == single.keys()
    for key, value in once.items():
        assert torch.equal(single[key], value), key


def test_pieces_of_any_length(config):
    decoder = Decoder(quantize_model(random_checkpoint(config, seed=6)))
    tokens = random_tokens(config, 3, 140)
    cache, parts, position = decoder.new_cache(), [], 0
    for length in (1, 62, 2, 70, 5):
        parts.append(decoder.logits(tokens[:, position:position + length], cache, position))
        position += length
    assert torch.equal(torch.cat(parts, 1), decoder.logits(tokens))


def test_taps_tell_the_story_of_a_position(config):
    c = config
    decoder, taps = Decoder(quantize_model(random_checkpoint(c, seed=7))), Taps()
    decoder.logits(random_tokens(c, 2, 5), taps=taps)
    norm = {"x": (c.dim,), "u": (c.dim,), "a": (c.dim,), "sh": (), "rm": (), "k": ()}
    shapes = {f"{name}.{part}": shape for name in ("attention_norm", "ffn_norm") for part, shape in norm.items()}
    for name, heads in dict(q=c.n_heads, k=c.n_kv_heads, v=c.n_kv_heads).items():
        shapes |= {name: (heads, c.head_dim), f"{name}.a": (heads, c.head_dim), f"{name}.sh": (heads,)}
    shapes |= {"attend.out": (c.dim,), "attend.a": (c.dim,), "attend.sh": (), "wo.y": (c.dim,), "w2.y": (c.dim,)}
    shapes |= {name: (c.hidden_dim,) for name in ("gate", "up", "hidden", "hidden.a")} | {"hidden.sh": ()}
    expected = {(name, layer, position): (2, *shape) for name, shape in shapes.items()
                for layer in range(c.n_layers) for position in range(5)}
    final = {f"norm.{part}": shape for part, shape in norm.items()} | {"logits": (c.vocab_size,)}
    expected |= {(name, c.n_layers, position): (2, *shape) for name, shape in final.items() for position in range(5)}
    expected |= {("scores", layer, position): (2, c.n_heads, position + 1)
                 for layer in range(c.n_layers) for position in range(5)}
    assert {key: tuple(value.shape) for key, value in taps.items()} == expected


def test_residual_is_the_sum_of_the_taps(config):
    decoder, taps = Decoder(quantize_model(random_checkpoint(config, seed=8))), Taps()
    decoder.logits(random_tokens(config, 1, 3), taps=taps)
    x, y = taps["attention_norm.x", 0, 2], taps["wo.y", 0, 2]
    assert torch.equal(taps["ffn_norm.x", 0, 2], x + y)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_the_device_does_not_matter(config):
    model = quantize_model(random_checkpoint(config, seed=9))
    tokens = random_tokens(config, 2, 100)
    assert torch.equal(Decoder(model, "cuda").logits(tokens).cpu(), Decoder(model).logits(tokens))
