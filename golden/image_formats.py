"""Which WeightFormat each matrix of the weight image has. Needs no torch."""

from dataclasses import dataclass
from functools import cached_property

from llama2_rtl.golden.weight_format import FORMATS, I8E, WeightFormat

JOINED = dict(qkv=("wk", "wv", "wq"), w13=("w1", "w3"))
"""What one vector is multiplied by at once, in the order of the image: keys, values and queries; gate and up. Such
parts are one matrix of the image, or, where they have not one format in each layer, matrices by themselves, `apart`."""

LAYER_MATRICES = (*JOINED["qkv"], "wo", *JOINED["w13"], "w2")
"""The matrices of a layer that have formats of their own, in the order of the image."""

TENSORS = {name: name for name in LAYER_MATRICES} | dict(output="classifier", tok_embeddings="embedding")
"""Tensor -> what ImageFormats call it."""

FORMAT_BITS = 2
CODES = {name: code for code, name in enumerate(FORMATS)} | {I8E.name: 0}
"""What a format is called in the image, in `FORMAT_BITS` bits. I8E lies there as int8 does."""

_BY_NAME = FORMATS | {I8E.name: I8E}


@dataclass(frozen=True)
class ImageFormats:
    """Names of WeightFormats: `layers` has those of LAYER_MATRICES of layer 0, 1, ..., the last of them those of all
    layers that follow. What JSON made of it is taken too. Raises ValueError where I8E stands beside others."""

    layers: tuple
    classifier: str
    embedding: str

    def __post_init__(self):
        layers = [tuple(layer) for layer in self.layers]
        while len(layers) > 1 and layers[-1] == layers[-2]:
            layers.pop()
        object.__setattr__(self, "layers", tuple(layers))
        if I8E.name in self.names and len(self.names) > 1:
            raise ValueError(f"{I8E.name} beside other formats; scales of rows are powers of two throughout or nowhere")

    @classmethod
    def uniform(cls, layers, head=None):
        """One WeightFormat for the layers, one for classifier and embedding, where it differs."""
        head = (head or layers).name
        return cls(((layers.name,) * len(LAYER_MATRICES),), head, head)

    def __call__(self, matrix, layer=0) -> WeightFormat:
        """The format of a matrix of a layer, of "classifier" or of "embedding"; of "qkv" and "w13" where it has one."""
        matrix = JOINED.get(matrix, (matrix,))[0]
        if matrix in LAYER_MATRICES:
            layer = self.layers[min(layer, len(self.layers) - 1)]
            return _BY_NAME[layer[LAYER_MATRICES.index(matrix)]]
        return _BY_NAME[getattr(self, matrix)]

    @cached_property
    def apart(self):
        """Names in JOINED of what is matrices by themselves in the image, of all layers alike."""
        places = {name: [LAYER_MATRICES.index(part) for part in parts] for name, parts in JOINED.items()}
        return tuple(name for name, parts in places.items()
                     if any(len({layer[place] for place in parts}) > 1 for layer in self.layers))

    def parts(self, matrix):
        """Names of the matrices of the image that `matrix` is: of one that is apart its parts, else itself."""
        return JOINED[matrix] if matrix in self.apart else (matrix,)

    def of_tensor(self, tensor, layer=None):
        """The format of a tensor, of a layer where it is one of a layer."""
        return self(TENSORS[tensor], layer)

    @property
    def names(self):
        """Names of the formats that occur, in the order of their codes."""
        found = {self.classifier, self.embedding}.union(*self.layers)
        return sorted(found, key=lambda name: (CODES[name], name))

    @property
    def used(self):
        """The WeightFormats that occur, in the order of their codes."""
        return [_BY_NAME[name] for name in self.names]

    @property
    def streamed(self):
        """Those of them that the stream holds: of the classifier and the layers."""
        found = {self.classifier}.union(*self.layers)
        return [weights for weights in self.used if weights.name in found]

    @property
    def in_blocks(self):
        """Whether any of them has blocks: then the stream says of each matrix which format it has."""
        return any(weights.block for weights in self.used)

    @property
    def name(self):
        """As a user gives them, layers/head or one name for both; those of a mixture are joined by plus signs."""
        layers = "+".join(sorted(set().union(*self.layers)))
        head = "+".join(sorted({self.classifier, self.embedding}))
        return layers if layers == head else f"{layers}/{head}"
