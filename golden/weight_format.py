"""How a tensor's weights lie in bytes: their codes, and the scales that go with them. Needs no torch.

Who asks for bytes, words or bits of weights asks here, so that a format of other codes or of other scales is stated
once. `tile` says where in a word a code lies."""

from dataclasses import dataclass

import numpy as np

SCALE_MIN = 256
"""The smallest mantissa S of a scale S * 2^-e; the one of a power of two."""

SCALE_EXPONENT_BITS, SCALE_MANTISSA_BITS = 8, 8
"""Of a row's scale as the image stores it: the exponent above the mantissa less SCALE_MIN."""

STORED_SCALE_BITS = SCALE_EXPONENT_BITS + SCALE_MANTISSA_BITS
LARGEST_EXPONENT = (1 << SCALE_EXPONENT_BITS) - 1


@dataclass(frozen=True)
class WeightFormat:
    """Codes of `code_bits` bits, a power of two up to 8, in two's complement. Every `block` columns of a row share a
    scale, which the image stores in `scale_bits` bits; None: all its columns do. Mantissas of scales are at most
    `scale_max`."""

    name: str
    code_bits: int
    block: int | None
    scale_bits: int
    scale_max: int

    @property
    def largest_code(self):
        """Codes are within +-largest_code."""
        return (1 << (self.code_bits - 1)) - 1

    def codes(self, size):
        """Codes in `size` bytes."""
        return 8 * size // self.code_bits

    def code_bytes(self, columns):
        """Bytes of a row's codes."""
        return -(-columns * self.code_bits // 8)

    def scale_bytes(self, rows, columns):
        """Bytes of the scales of `rows` rows of `columns` columns."""
        per_row = 1 if self.block is None else -(-columns // self.block)
        return -(-rows * per_row * self.scale_bits // 8)

    def scale_words(self, rows, columns, word_bytes):
        """Words of those scales, of which the last one is filled up."""
        return -(-self.scale_bytes(rows, columns) // word_bytes)

    def matrix_bytes(self, rows, columns):
        """Bytes of the codes and scales of a matrix, padding apart."""
        return rows * self.code_bytes(columns) + self.scale_bytes(rows, columns)

    def pack(self, codes):
        """The bytes of codes int8 [..., n] that fill whole bytes, the first code of each lowest: uint8 [..., bytes]."""
        per_byte, mask = self.codes(1), (1 << self.code_bits) - 1
        parts = [(codes[..., i::per_byte].view(np.uint8) & mask) << (i * self.code_bits) for i in range(per_byte)]
        return np.bitwise_or.reduce(parts) if per_byte > 1 else parts[0]

    def unpack(self, data):
        """The codes int8 [..., n] of bytes uint8 [..., bytes]."""
        high = 8 - self.code_bits
        fields = [(data << (high - i * self.code_bits)).view(np.int8) >> high for i in range(self.codes(1))]
        return np.stack(fields, -1).reshape(*data.shape[:-1], -1)

    def pack_scales(self, mantissas, exponents):
        """Scales [n] as the image stores them: uint16, (exponent << 8) | (mantissa - 256)."""
        return (exponents << SCALE_MANTISSA_BITS | mantissas - SCALE_MIN).astype("<u2")

    def unpack_scales(self, stored):
        """(mantissas, exponents) int64 of stored scales."""
        stored = stored.astype(np.int64)
        return (stored & ((1 << SCALE_MANTISSA_BITS) - 1)) + SCALE_MIN, stored >> SCALE_MANTISSA_BITS


INT8 = WeightFormat("int8", 8, None, STORED_SCALE_BITS, SCALE_MIN + (1 << SCALE_MANTISSA_BITS) - 1)
"""int8 rows with a scale each."""

I8E = WeightFormat("I8E", 8, None, STORED_SCALE_BITS, SCALE_MIN)
"""The same with powers of two as scales, which are stored alike."""
