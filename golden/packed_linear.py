"""Matrices of AWQ and GPTQ: 4-bit codes, eight of them in an int32, with a scale and a zero point for a group of
columns. They lie transposed: a row of the files belongs to a column of the matrix."""

from dataclasses import dataclass

import numpy as np

from llama2_rtl.golden.model_tensors import StoredType
from llama2_rtl.golden.safetensors_folder import FLOATS

AWQ, GPTQ = "awq", "gptq"
BITS = 4
PER_WORD = 32 // BITS
AWQ_ORDER = (0, 4, 1, 5, 2, 6, 3, 7)
"""Where in its int32 AWQ keeps the first, the second, ... of eight codes."""

ONE_MORE = 0x11111111
"""What GPTQ's first format keeps eight zero points less by."""

ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class PackedLinear:
    """The matrix of `rows` x `columns` whose tensors in a SafetensorsFolder begin with `name`, as `scheme` (AWQ or
    GPTQ) keeps them; `stored_zeros` says whether GPTQ's zero points are kept as they are, not less one."""

    folder: object
    name: str
    scheme: str
    rows: int
    columns: int
    stored_zeros: bool = False

    @property
    def groups(self):
        """Groups of columns, each with a scale per row."""
        return self.folder.shape(f"{self.name}.scales")[0]

    def check(self):
        """Raises ValueError unless the tensors have the shapes and types that make up the matrix."""
        if self.rows % PER_WORD or (self.scheme == GPTQ and self.columns % PER_WORD):
            raise ValueError(f"{self.name} has {self.rows} rows and {self.columns} columns, where {self.scheme} keeps "
                             f"{PER_WORD} codes together; give the config.json that belongs to the weights")
        for part in ("qzeros", "scales"):
            if f"{self.name}.{part}" not in self.folder.places:
                raise ValueError(f"{self.folder.path} lacks the tensor {self.name}.{part}; download it again")
        codes = (self.columns, self.rows // PER_WORD)
        if self.scheme == GPTQ:
            codes = self.columns // PER_WORD, self.rows
        groups = self.groups
        expected = {"qweight": (codes, ("I32",)), "qzeros": ((groups, self.rows // PER_WORD), ("I32",)),
                    "scales": ((groups, self.rows), tuple(FLOATS))}
        if self._has_index:
            expected["g_idx"] = (self.columns,), ("I32",)
        self.folder.check({f"{self.name}.{part}": content for part, content in expected.items()})
        if not self._has_index and self.columns % groups:
            raise ValueError(f"{self.name} of {self.folder.path} has {groups} groups, which do not divide its "
                             f"{self.columns} columns; download it again")

    @property
    def _has_index(self):
        return self.scheme == GPTQ and f"{self.name}.g_idx" in self.folder.places

    def _group_of_column(self):
        if self._has_index:
            groups = self.folder.read(f"{self.name}.g_idx")
            if groups.min() < 0 or groups.max() >= self.groups:
                raise ValueError(f"{self.name}.g_idx of {self.folder.path} names group {groups.max()}, of "
                                 f"{self.groups}; download it again")
            return groups
        return np.arange(self.columns) // (self.columns // self.groups)

    @property
    def block(self):
        """Columns side by side that share a scale, None where `desc_act` has dealt them out to groups by size."""
        groups = self._group_of_column()
        size = int((groups == groups[0]).sum())
        return size if np.array_equal(groups, np.arange(self.columns) // size) else None

    @property
    def stored(self):
        """StoredType: codes of 4 bits only where their groups are blocks."""
        block = self.block
        return StoredType(self.scheme.upper(), BITS if block else None, block)

    def read(self):
        """The matrix [rows, columns], float32: (code - zero point) * scale, exact for scales of 16 bits."""
        scales = self.folder.read(f"{self.name}.scales").astype(np.float32)
        zeros, codes = (self.folder.read(f"{self.name}.{part}").view(np.uint32) for part in ("qzeros", "qweight"))
        order = AWQ_ORDER if self.scheme == AWQ else range(PER_WORD)
        if self.scheme == GPTQ and not self.stored_zeros:
            zeros = zeros + np.uint32(ONE_MORE)
        zeros = _unpacked(zeros, order).astype(np.float32)
        group = self._group_of_column()
        result = np.empty((self.rows, self.columns), np.float32)
        for first in range(0, self.columns, ROWS_AT_ONCE):
            part = slice(first, min(first + ROWS_AT_ONCE, self.columns))
            if self.scheme == AWQ:
                values = _unpacked(codes[part], order)
            else:
                values = _unpacked(codes[first // PER_WORD:part.stop // PER_WORD].T, order).T
            result[:, part] = ((values - zeros[group[part]]) * scales[group[part]]).T
        return result


def _unpacked(words, order):
    """Codes [..., 8 n] of int32 [..., n]; `order` says where in a word the first, the second, ... lies."""
    shifts = np.array([BITS * place for place in order], np.uint32)
    codes = (words[..., None] >> shifts) & np.uint32((1 << BITS) - 1)
    return codes.reshape(*words.shape[:-1], -1)
