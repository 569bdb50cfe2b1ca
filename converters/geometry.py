"""How a model lies on the lanes: its dimensions as words, slots and items, and the widths that many blocks share.

Widths of one part alone stand there, as attention's in `attention.formats`."""

from dataclasses import dataclass
from functools import cached_property

from llama2_rtl.golden.config import SPAN, ModelConfig, Numerics
from llama2_rtl.golden.tables import EXP2_BITS

LONGEST_CONTEXT = 131072
"""Positions, at most: the angles of RoPE are exact enough up to here."""


def ceil_div(a, b):
    return -(-a // b)


def _largest_divisor(n, limit):
    return max(d for d in range(1, n + 1) if n % d == 0 and d <= limit)


@dataclass(frozen=True)
class Geometry:
    """A model on `lanes` multipliers with room for `context` positions, `vectors` of which share each word of weights.
    Raises ValueError if that is impossible."""

    model: ModelConfig
    numerics: Numerics
    lanes: int
    context: int
    vectors: int = 1

    def __post_init__(self):
        if self.lanes < 1 or self.lanes & (self.lanes - 1):
            raise ValueError(f"{self.lanes} lanes; the number of lanes must be a power of two")
        if not 1 <= self.context <= LONGEST_CONTEXT:
            raise ValueError(f"a context of {self.context} positions; it must be 1 to {LONGEST_CONTEXT}")
        if self.vectors < 1:
            raise ValueError(f"a batch of {self.vectors} vectors; it must have at least one")

    @cached_property
    def vector_bits(self):
        """Bits that tell the vectors of a batch apart, None where there is one."""
        return (self.vectors - 1).bit_length() or None

    @cached_property
    def rows(self):
        """Rows of a matrix that one word covers: each word is a part of one row. Where two rows share the word of their
        ends (`golden.row_words`) it still has no more than `columns` codes, some of one row and some of the next."""
        return 1

    @cached_property
    def columns(self):
        """Columns of a matrix that one word covers, and so the elements of a word of activations, the width of the
        adder tree, and the elements of a head that one beat of attention multiplies."""
        return self.lanes // self.rows

    @cached_property
    def word_bytes(self):
        """Bytes of a word of the weight stream: a byte for each multiplier."""
        return self.rows * self.columns

    @cached_property
    def beat_bytes(self):
        """Bytes of a beat of the memory's port. There is one port, and each word of the stream is one beat."""
        return self.word_bytes

    @cached_property
    def head_stride(self):
        """head_dim rounded up to a power of two: the columns of one slot."""
        return 1 << (self.model.head_dim - 1).bit_length()

    @cached_property
    def _capacity(self):
        return max(1, self.columns // self.head_stride)

    @cached_property
    def chunks(self):
        """Words per key or value of one head; 1 where a head fits the columns of a word."""
        return 1 if self.head_stride <= self.columns else ceil_div(self.model.head_dim, self.columns)

    @cached_property
    def kv_per_word(self):
        """Key/value heads side by side in one word of the KV cache."""
        if self._capacity < self.model.group:
            return 1
        return _largest_divisor(self.model.n_kv_heads, self._capacity // self.model.group)

    @cached_property
    def slots(self):
        """Query heads that one beat serves."""
        if self._capacity >= self.model.group:
            return self.kv_per_word * self.model.group
        return _largest_divisor(self.model.group, self._capacity)

    @cached_property
    def items(self):
        """Sets of query heads that attention goes through one after the other, per layer."""
        return self.model.n_heads // self.slots

    @cached_property
    def kv_words(self):
        """Words of keys per position and layer, chunks apart."""
        return self.model.n_kv_heads // self.kv_per_word

    @cached_property
    def items_per_kv_word(self):
        return self.items // self.kv_words

    @cached_property
    def kv_width(self):
        """Elements in a word of the KV cache."""
        return self.columns if self.chunks > 1 else self.kv_per_word * self.head_stride

    def kv_slot(self, slot):
        """The key/value head within the word that query slot `slot` reads."""
        return slot // self.model.group if self.slots >= self.model.group else 0

    @cached_property
    def spans(self):
        """Softmax spans of a full context."""
        return ceil_div(self.context, SPAN)

    def words(self, columns):
        """Words that a row of so many columns reaches into: of activations, and of weights."""
        return ceil_div(columns, self.columns)

    @cached_property
    def max_columns(self):
        """Columns of the widest matrix."""
        return max(self.model.dim, self.model.q_dim, self.model.hidden_dim)

    @cached_property
    def acc_bits(self):
        """Accumulator of a mat-vec row: codes times activations, summed over the widest row, exact."""
        return self.numerics.weights.code_bits - 1 + self.numerics.act_bits + (self.max_columns - 1).bit_length()

    @cached_property
    def position_bits(self):
        """Bits of a position."""
        return max(1, (self.context - 1).bit_length())

    @cached_property
    def token_bits(self):
        """Bits of a token."""
        return max(1, (self.model.vocab_size - 1).bit_length())

    @cached_property
    def row_bits(self):
        """Bits of a row count."""
        qkv = self.model.q_dim + 2 * self.model.kv_dim
        return max(qkv, self.model.dim, 2 * self.model.hidden_dim, self.model.vocab_size).bit_length()

    @cached_property
    def word_bits(self):
        """Bits of a word count within a row."""
        return self.words(self.max_columns).bit_length()

    @cached_property
    def act_addr_bits(self):
        """Address of a word of the activation vector."""
        return max(1, (self.words(self.max_columns) - 1).bit_length())

    @cached_property
    def dot_bits(self):
        """A score's dot product, exact."""
        return 2 * self.numerics.k_bits + (self.model.head_dim - 1).bit_length()

    @cached_property
    def lane_acc_bits(self):
        """A lane's sum of p * v over one span, exact."""
        return EXP2_BITS + self.numerics.v_bits + (SPAN - 1).bit_length()
