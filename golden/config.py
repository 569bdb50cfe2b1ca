"""What a model is (`ModelConfig`) and which number formats carry it (`Numerics`)."""

from dataclasses import dataclass
from math import sqrt

from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.rope_scaling import RopeScaling, rope_scaling
from llama2_rtl.golden.weight_format import I8E, INT8

SPAN = 64
"""Positions per span of the online softmax: the running maximum moves at span ends only."""

PASS_ROWS = 512
"""Rows of a matrix whose scales are read together, ahead of them."""

BOS, EOS = 1, 2
"""Begin and end of text in the vocabularies of llama2.c and LLaMA-2."""

MOST_STOP_TOKENS = 8


@dataclass(frozen=True)
class ModelConfig:
    """A LLaMA-2/3-class decoder. A text begins with `bos_token` and ends with any of the `stop_tokens`. A head has
    `own_head_dim` elements, None where that is dim / n_heads. Raises ValueError where the dimensions contradict each
    other. What JSON made of a ModelConfig is taken too: a list of stop tokens, a dictionary as the rope scaling."""

    dim: int
    hidden_dim: int
    n_layers: int
    n_heads: int
    n_kv_heads: int
    vocab_size: int
    seq_len: int
    rope_theta: float = 10000.0
    norm_eps: float = 1e-5
    tied: bool = True
    rope_scaling: RopeScaling | None = None
    bos_token: int = BOS
    stop_tokens: tuple = (BOS,)
    own_head_dim: int | None = None

    def __post_init__(self):
        object.__setattr__(self, "stop_tokens", tuple(self.stop_tokens))
        if isinstance(self.rope_scaling, dict):
            object.__setattr__(self, "rope_scaling", rope_scaling(self.rope_scaling))
        for field in ("dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size", "seq_len"):
            if getattr(self, field) < 1:
                raise ValueError(f"{field} is {getattr(self, field)}; it must be at least 1")
        if self.own_head_dim is None and self.dim % self.n_heads:
            raise ValueError(f"dim {self.dim} does not divide into {self.n_heads} heads; choose a multiple")
        if self.own_head_dim is not None and self.own_head_dim < 1:
            raise ValueError(f"head_dim is {self.own_head_dim}; it must be at least 1")
        if self.own_head_dim and self.own_head_dim * self.n_heads == self.dim:
            object.__setattr__(self, "own_head_dim", None)
        if self.n_heads % self.n_kv_heads:
            raise ValueError(f"{self.n_heads} query heads do not divide into {self.n_kv_heads} key/value heads; "
                             "choose a divisor")
        if self.head_dim % 2:
            raise ValueError(f"head_dim {self.head_dim} is odd; RoPE rotates pairs, so choose an even one")
        if len(self.stop_tokens) > MOST_STOP_TOKENS:
            raise ValueError(f"{len(self.stop_tokens)} stop tokens; give at most {MOST_STOP_TOKENS}")

    @property
    def head_dim(self):
        return self.own_head_dim or self.dim // self.n_heads

    @property
    def q_dim(self):
        """Elements of all query heads, the columns of Wo: dim, where heads have no size of their own."""
        return self.n_heads * self.head_dim

    @property
    def score_scale(self):
        """What the product of a query and a key is multiplied by to be a score: 1 / sqrt(head_dim), and once for each
        of both what their RoPE's scaling multiplies them by."""
        factor = self.rope_scaling.attention_factor if self.rope_scaling else 1.0
        return factor * factor / sqrt(self.head_dim)

    @property
    def group(self):
        """Query heads that share one key/value head."""
        return self.n_heads // self.n_kv_heads

    @property
    def kv_dim(self):
        return self.n_kv_heads * self.head_dim


@dataclass(frozen=True)
class Numerics:
    """Widths of the number formats. The default is the set with +0.04 % perplexity; `scale_bits=0` is I8E with
    powers of two. `blocks` are the ImageFormats of a model with matrices in blocks. Raises ValueError outside the
    supported ranges. What JSON made of it is taken too."""

    act_bits: int = 16
    k_bits: int = 16
    v_bits: int = 8
    scale_bits: int = 8
    blocks: ImageFormats | None = None

    def __post_init__(self):
        if isinstance(self.blocks, dict):
            object.__setattr__(self, "blocks", ImageFormats(**self.blocks))
        if self.blocks and not self.blocks.in_blocks:
            object.__setattr__(self, "blocks", None)
        if self.blocks and not self.scale_bits:
            raise ValueError("scale_bits is 0 beside weights in blocks; rows of blocks have scales with a mantissa")
        for field in ("act_bits", "k_bits", "v_bits"):
            if not 8 <= getattr(self, field) <= 16:
                raise ValueError(f"{field} is {getattr(self, field)}; it must be 8 to 16")
        if self.scale_bits not in (0, 8):
            raise ValueError(f"scale_bits is {self.scale_bits}; it must be 0 (powers of two) or 8 (a mantissa)")

    @property
    def formats(self):
        """The ImageFormats of all matrices and of the embedding."""
        return self.blocks or ImageFormats.uniform(INT8 if self.scale_bits else I8E)


I8E_THROUGHOUT = Numerics(act_bits=8, k_bits=8, v_bits=8, scale_bits=0)
"""Eight bits and a power of two everywhere."""

NARROW_KEYS = Numerics(k_bits=12)
"""The default with keys of 12 bits, for a KV cache on a small chip."""

SCORE_BITS, SCORE_FRACTION_BITS = 24, 8
"""An attention score, in the log2 domain."""
