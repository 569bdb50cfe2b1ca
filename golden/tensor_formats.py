"""Which WeightFormat each tensor of a model has, and what a token reads in them. Needs no torch."""

from dataclasses import dataclass
from math import prod

from llama2_rtl.golden.image_formats import LAYER_MATRICES, ImageFormats
from llama2_rtl.golden.model_tensors import WHOLE_MODEL, shapes
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8B32, WeightFormat, read_format
from llama2_rtl.golden.weight_image import BYTES_PER_GAIN

NORMS = ("attention_norm", "ffn_norm", "norm")
EMBEDDING = "tok_embeddings"


@dataclass(frozen=True)
class TensorFormats:
    """`table` maps (name, layer) to the WeightFormat of every matrix, the names as `shapes` has them, the layer None of
    embedding and classifier."""

    table: dict

    def __call__(self, name, layer=None) -> WeightFormat:
        return self.table[name, layer]

    @property
    def name(self):
        """As a user gives them, layers/head or one name for both; those of a mixture are joined by plus signs."""
        layers, head = ("+".join(sorted({weights.name for (_, layer), weights in self.table.items()
                                         if (layer is None) is of_head})) for of_head in (False, True))
        return layers if layers == head else f"{layers}/{head}"


def matrices(config):
    """(name, layer) -> (rows, columns) of every matrix of a ModelConfig."""
    return {(name, layer): shape[-2:] for name, shape in shapes(config).items() if name not in NORMS
            for layer in ([None] if name in WHOLE_MODEL else range(config.n_layers))}


def uniform_formats(config, layers, head):
    """TensorFormats of a ModelConfig: one WeightFormat for the layers, one for embedding and classifier."""
    return TensorFormats({(name, layer): head if layer is None else layers for name, layer in matrices(config)})


def read_formats(text, config):
    """TensorFormats of what a user gave: `layers/head`, or one name for both. Raises ValueError where it is neither."""
    names = text.split("/")
    if len(names) > 2:
        raise ValueError(f"the formats '{text}' are more than two; give FORMAT=layers/head, as int4b32/int8b32")
    layers, head = read_format(names[0]), read_format(names[-1])
    return uniform_formats(config, layers, head)


def stored_formats(checkpoint):
    """TensorFormats by what the tensors are in the file: 4-bit codes stay 4-bit codes, in blocks no longer than theirs;
    all else is INT8B32."""
    return TensorFormats({key: _of_stored(checkpoint.stored(*key)) for key in matrices(checkpoint.config)})


def _of_stored(stored):
    for weights in (INT4B128, INT4B32):
        if stored.code_bits == weights.code_bits and stored.block % weights.block == 0:
            return weights
    return INT8B32


def image_formats(config, formats):
    """ImageFormats of a ModelConfig in TensorFormats; a tied classifier is the embedding."""
    layers = [[formats(matrix, layer).name for matrix in LAYER_MATRICES] for layer in range(config.n_layers)]
    return ImageFormats(layers, formats(EMBEDDING if config.tied else "output").name, formats(EMBEDDING).name)


def formats_in(config, of_matrices):
    """TensorFormats of a ModelConfig whose image is in the ImageFormats `of_matrices`."""
    return TensorFormats({key: of_matrices.of_tensor(*key) for key in matrices(config)})


def bytes_per_token(config, formats):
    """Bytes that a token reads of a ModelConfig in TensorFormats: the codes, scales and zero points of all matrices, of
    an embedding apart from the classifier one row, and the gains; neither padding nor the KV cache."""
    read = sum(formats(*key).matrix_bytes(*shape) for key, shape in _read_whole(config).items())
    row = formats(EMBEDDING).matrix_bytes(1, config.dim)
    return read + row + (2 * config.n_layers + 1) * config.dim * BYTES_PER_GAIN


def weights_per_token(config):
    """Weights of the matrices and of the embedding row that a token reads."""
    return sum(map(prod, _read_whole(config).values())) + config.dim


def _read_whole(config):
    """`matrices` without an embedding of which a token reads a row alone."""
    return {key: shape for key, shape in matrices(config).items() if config.tied or key[0] != EMBEDDING}
