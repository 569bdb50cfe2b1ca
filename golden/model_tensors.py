"""The tensors of a model in floating point: what a reader of checkpoints gives, and a model held in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from llama2_rtl.golden.config import ModelConfig


def shapes(config):
    """Name -> shape of every tensor, per-layer ones with n_layers in front. A tied model has no `output`."""
    c = config
    result = dict(
        tok_embeddings=(c.vocab_size, c.dim),
        attention_norm=(c.n_layers, c.dim),
        wq=(c.n_layers, c.q_dim, c.dim),
        wk=(c.n_layers, c.kv_dim, c.dim),
        wv=(c.n_layers, c.kv_dim, c.dim),
        wo=(c.n_layers, c.dim, c.q_dim),
        ffn_norm=(c.n_layers, c.dim),
        w1=(c.n_layers, c.hidden_dim, c.dim),
        w2=(c.n_layers, c.dim, c.hidden_dim),
        w3=(c.n_layers, c.hidden_dim, c.dim),
        norm=(c.dim,),
    )
    return result if c.tied else result | dict(output=(c.vocab_size, c.dim))


WHOLE_MODEL = ("tok_embeddings", "norm", "output")
"""The tensors that no layer repeats."""


def named_shapes(config, names, present):
    """A tensor's name in a file -> its shape, of every tensor of every layer; `names` maps those of `shapes` to names
    in the file, {} for the layer. Raises ValueError for more layers than the names `present` in the file can be of:
    nothing is made for layers that a header merely claims."""
    if config.n_layers > len(present):
        raise ValueError(f"it is said to have {config.n_layers:,} layers and has {len(present):,} tensors; download it "
                         "again or convert the model anew")
    return {
        names[name].format(layer): shape if name in WHOLE_MODEL else shape[1:]
        for name, shape in shapes(config).items()
        for layer in range(1 if name in WHOLE_MODEL else config.n_layers)
    }


@dataclass(frozen=True)
class StoredType:
    """What a tensor is in its file: the `name` that the file's format has for it, and where it is codes that stand for
    values at equal distances, the bits of a code and how many columns of a row share their scale; both None where it
    is anything else, floats above all."""

    name: str
    code_bits: int | None = None
    block: int | None = None


class TensorReader:
    """A checkpoint on disk, read tensor by tensor: a subclass has `config` and says in `tensor` where one lies and in
    `stored` what it is there."""

    config: ModelConfig

    def tensor(self, name, layer=None):
        """The tensor `name` of `shapes`, of one layer where layers repeat it, in the file's floating-point format.
        Nothing of it stays with the reader."""
        raise NotImplementedError

    def stored(self, name, layer=None):
        """StoredType of that tensor."""
        raise NotImplementedError

    @property
    def notes(self):
        """Sentences for the user on what becomes of the file's weights, beyond their rounding."""
        return ()

    @property
    def tensors(self):
        """Name -> float32 array as `shapes` says, layers stacked; each is read when it is asked for."""
        return _Stacked(self)


class _Stacked(Mapping):
    def __init__(self, reader):
        self.reader, self.shapes = reader, shapes(reader.config)

    def __getitem__(self, name):
        stacked = np.empty(self.shapes[name], np.float32)
        if name in WHOLE_MODEL:
            stacked[:] = self.reader.tensor(name)
        else:
            for layer in range(self.reader.config.n_layers):
                stacked[layer] = self.reader.tensor(name, layer)
        return stacked

    def __iter__(self):
        return iter(self.shapes)

    def __len__(self):
        return len(self.shapes)


@dataclass(frozen=True)
class Checkpoint:
    """A model in memory, in float32. `tensors` maps the names of `shapes` to arrays, layers stacked."""

    config: ModelConfig
    tensors: dict

    def tensor(self, name, layer=None):
        """As `TensorReader.tensor`."""
        return self.tensors[name] if layer is None else self.tensors[name][layer]

    def stored(self, name, layer=None):
        """As `TensorReader.stored`."""
        return StoredType("F32")

    notes = ()


def random_checkpoint(config, seed):
    """Checkpoint of `config` with normal weights of standard deviation 1/sqrt(columns), rows of uneven size,
    gains around one and an embedding a few times larger, so that scores, gates and logits have a useful
    spread."""
    rng = np.random.default_rng(seed)
    tensors = {}
    for name, shape in shapes(config).items():
        if name.endswith("norm"):
            values = rng.normal(1.0, 0.25, shape)
        else:
            row_scale = np.exp2(rng.uniform(-1.0, 1.0, (*shape[:-1], 1)))
            values = rng.normal(0.0, shape[-1] ** -0.5, shape) * row_scale
        tensors[name] = values.astype(np.float32)
    tensors["wq"] *= 2
    tensors["tok_embeddings"] *= 4
    return Checkpoint(config, tensors)
