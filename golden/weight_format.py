"""How a tensor's weights lie in bytes: their codes, and the scales that go with them. Needs no torch.

Who asks for bytes, words or bits of weights asks here, so that a format of other codes or of other scales is stated
once. `tile` says where in a word a code lies."""

from dataclasses import dataclass

import numpy as np

from llama2_rtl.golden.near import advice
from llama2_rtl.golden.number_formats import NumberFormat

SCALE_MIN = 256
"""The smallest mantissa S of a row's scale S * 2^-e; the one of a power of two."""

SCALE_EXPONENT_BITS, SCALE_MANTISSA_BITS = 8, 8
"""Of a row's scale as the image stores it: the exponent above the mantissa less SCALE_MIN."""

STORED_SCALE_BITS = SCALE_EXPONENT_BITS + SCALE_MANTISSA_BITS
SCALE_MAX = SCALE_MIN + (1 << SCALE_MANTISSA_BITS) - 1
LARGEST_EXPONENT = (1 << SCALE_EXPONENT_BITS) - 1

BLOCK_SCALE = NumberFormat(8, 0, signed=False)
"""The scale s of a block, a multiple of its row's; at least 1."""

ZERO_POINT = NumberFormat(8, 4, signed=False)
"""The zero point z/16 of a block: the code, or the place between two, that stands for zero."""

MOST_COLUMNS = 1 << 15
"""Columns of a row in blocks at most: its sum times the row's factor stays within 64 bits."""


@dataclass(frozen=True)
class WeightFormat:
    """Codes of `code_bits` bits, a power of two up to 8. Every row has a scale S * 2^-e with a mantissa S up to
    `scale_max`. Every `block` columns of a row share a BLOCK_SCALE too, the last ones of a row where fewer are left
    among themselves; None: there are no blocks. With `zero_points` a block has a ZERO_POINT too and codes are unsigned;
    else they are in two's complement, within +-largest_code."""

    name: str
    code_bits: int
    block: int | None = None
    zero_points: bool = False
    scale_max: int = SCALE_MAX

    @property
    def largest_code(self):
        """The largest code."""
        return (1 << self.code_bits - (not self.zero_points)) - 1

    @property
    def smallest_code(self):
        """The smallest code."""
        return 0 if self.zero_points else -self.largest_code

    @property
    def fraction(self):
        """Bits after the binary point of the integers that codes, block scales and zero points make together."""
        return ZERO_POINT.fraction if self.zero_points else 0

    @property
    def largest_integer(self):
        """The largest magnitude of those integers, s * (16 q - z) or s * m or, without blocks, m."""
        if self.zero_points:
            return BLOCK_SCALE.largest * max(self.largest_code << ZERO_POINT.fraction, ZERO_POINT.largest)
        return self.largest_code * (BLOCK_SCALE.largest if self.block else 1)

    def sum_bits(self, columns, act_bits):
        """Bits of a row's exact sum, sign included: `columns` integers times activations of `act_bits` bits."""
        return (self.largest_integer * ((1 << act_bits - 1) - 1) * columns).bit_length() + 1

    def blocks(self, columns):
        """Blocks of a row of so many columns, the last one partial where they do not divide."""
        return -(-columns // self.block) if self.block else 0

    def codes(self, size):
        """Codes in `size` bytes."""
        return 8 * size // self.code_bits

    def code_bytes(self, columns):
        """Bytes of a row's codes."""
        return -(-columns * self.code_bits // 8)

    @property
    def block_bytes(self):
        """Bytes of a block's scale and zero point."""
        return (BLOCK_SCALE.bits + self.zero_points * ZERO_POINT.bits) // 8 if self.block else 0

    def block_scale_bytes(self, rows, columns):
        """Bytes of the block scales and zero points of `rows` rows of `columns` columns."""
        return rows * self.blocks(columns) * self.block_bytes

    def scale_bytes(self, rows, columns):
        """Bytes of all scales of `rows` rows of `columns` columns: the rows' own and those of their blocks."""
        return rows * STORED_SCALE_BITS // 8 + self.block_scale_bytes(rows, columns)

    def matrix_bytes(self, rows, columns):
        """Bytes of the codes and scales of a matrix, padding apart."""
        return rows * self.code_bytes(columns) + self.scale_bytes(rows, columns)

    def pack(self, codes):
        """The bytes of codes int8 [..., n], the first code of each byte lowest, the last byte filled up with zeros:
        uint8 [..., bytes]."""
        per_byte, mask = self.codes(1), (1 << self.code_bits) - 1
        fill = -codes.shape[-1] % per_byte
        if fill:
            codes = np.pad(codes, [(0, 0)] * (codes.ndim - 1) + [(0, fill)])
        parts = [(codes[..., i::per_byte].view(np.uint8) & mask) << (i * self.code_bits) for i in range(per_byte)]
        return np.bitwise_or.reduce(parts) if per_byte > 1 else parts[0]

    def unpack(self, data):
        """The codes int8 [..., n] of bytes uint8 [..., bytes], those that filled up the last byte with them."""
        high = 8 - self.code_bits
        fields = [data << (high - i * self.code_bits) for i in range(self.codes(1))]
        fields = [(field if self.zero_points else field.view(np.int8)) >> high for field in fields]
        return np.stack(fields, -1).reshape(*data.shape[:-1], -1).view(np.int8)

    def pack_scales(self, mantissas, exponents):
        """Scales [n] of rows as the image stores them: uint16, (exponent << 8) | (mantissa - 256)."""
        return (exponents << SCALE_MANTISSA_BITS | mantissas - SCALE_MIN).astype("<u2")

    def unpack_scales(self, stored):
        """(mantissas, exponents) int64 of stored scales of rows."""
        stored = stored.astype(np.int64)
        return (stored & ((1 << SCALE_MANTISSA_BITS) - 1)) + SCALE_MIN, stored >> SCALE_MANTISSA_BITS

    def pack_blocks(self, block_scales, zero_points=None):
        """The bytes of blocks' scales uint8 [rows, blocks] and zero points, row after row: uint8 [bytes]. A block's
        zero point follows its scale."""
        fields = [block_scales, zero_points] if self.zero_points else [block_scales]
        return np.stack(fields, -1).reshape(-1)

    def unpack_blocks(self, data, columns):
        """(block scales, zero points) uint8 [rows, blocks] of rows of `columns` columns, None for zero points that the
        format lacks, of bytes uint8."""
        fields = data.reshape(-1, self.blocks(columns), self.block_bytes)
        return fields[..., 0], fields[..., 1] if self.zero_points else None


INT8 = WeightFormat("int8", 8)
"""int8 rows with a scale each."""

I8E = WeightFormat("I8E", 8, scale_max=SCALE_MIN)
"""The same with powers of two as scales, which are stored alike."""

INT8B32 = WeightFormat("int8b32", 8, 32)
"""int8 codes in blocks of 32: 8.25 bits, the rows' scales apart."""

INT4B32 = WeightFormat("int4b32", 4, 32, zero_points=True)
"""4-bit codes in blocks of 32: 4.5 bits."""

INT4B128 = WeightFormat("int4b128", 4, 128, zero_points=True)
"""4-bit codes in blocks of 128, as AWQ and GPTQ have them: 4.125 bits."""

FORMATS = {weights.name: weights for weights in (INT8, INT8B32, INT4B32, INT4B128)}
"""The formats that a user may name."""


def read_format(name):
    """The WeightFormat of a name. Raises ValueError where there is none."""
    if name not in FORMATS:
        raise ValueError(f"there is no weight format '{name}'; {advice(name, FORMATS)}")
    return FORMATS[name]


def smallest_scales(least, scale_max=SCALE_MAX):
    """(mantissas, exponents) int64 [n] of the smallest scales S * 2^-e, S from SCALE_MIN to `scale_max`, that are at
    least the float64 `least` [n]; S is SCALE_MIN and e 9 for one of zero."""
    fraction, power = np.frexp(least)  # fraction in [1/2, 1), 0 for zero
    scale, exponent = np.ceil(fraction * 2 * SCALE_MIN).astype(np.int64), 9 - power.astype(np.int64)
    exponent -= scale > scale_max
    return np.where((scale > scale_max) | (scale == 0), SCALE_MIN, scale), exponent
