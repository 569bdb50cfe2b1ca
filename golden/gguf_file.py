"""A GGUF file: its metadata, and its tensors read and dequantised in parts. Parsing and the types are the gguf
library's; needs no torch."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ml_dtypes
import numpy as np
from gguf import GGML_QUANT_SIZES, GGUFEndian, GGUFReader
from gguf.quants import dequantize

from llama2_rtl.golden.model_tensors import StoredType
from llama2_rtl.golden.models import GGUF_MAGIC

BYTES_AT_ONCE = 1 << 18
"""Of a tensor in the file, dequantised together."""

FLOATS = {"F64": np.float64, "F32": np.float32, "F16": np.float16, "BF16": ml_dtypes.bfloat16}
"""Types whose bytes are read as they are."""

EVEN_CODES = dict(Q4_0=(4, 32), Q4_1=(4, 32), Q4_K=(4, 32), Q5_0=(5, 32), Q5_1=(5, 32), Q5_K=(5, 32), Q6_K=(6, 16),
                  Q8_0=(8, 32), Q2_K=(2, 16), Q3_K=(3, 16))
"""Types whose codes stand for values at equal distances: (bits of a code, codes that share a scale)."""


@dataclass(frozen=True)
class GgufTensor:
    """Where a tensor of `shape` lies: `type` is the library's, `offset` counts from the file's first byte."""

    name: str
    type: int
    shape: tuple
    offset: int

    @property
    def stored(self):
        """What it is in the file: StoredType."""
        bits, block = EVEN_CODES.get(self.type.name, (None, None))
        return StoredType(self.type.name, bits, block)

    @property
    def is_readable(self):
        """Whether its type can be turned into numbers."""
        if self.type.name in FLOATS:
            return True
        try:
            dequantize(np.zeros((1, GGML_QUANT_SIZES[self.type][1]), np.uint8), self.type)
        except NotImplementedError:
            return False
        return True


@dataclass(frozen=True)
class GgufFile:
    """`fields` maps the keys of the metadata to numbers, bools, strings and lists of them, `tensors` names to
    GgufTensor."""

    path: Path
    fields: dict
    tensors: dict

    def read(self, name):
        """The tensor `name`: in its own dtype where its type is one of FLOATS, else dequantised to float32."""
        tensor = self.tensors[name]
        if tensor.type.name in FLOATS:
            dtype = FLOATS[tensor.type.name]
            return np.fromfile(self.path, dtype, int(np.prod(tensor.shape)), offset=tensor.offset).reshape(tensor.shape)
        result = np.empty(tensor.shape, np.float32)
        rows = result.reshape(-1, tensor.shape[-1])
        codes, code_bytes = GGML_QUANT_SIZES[tensor.type]
        row_bytes = tensor.shape[-1] // codes * code_bytes
        count = max(1, BYTES_AT_ONCE // row_bytes)
        for first in range(0, len(rows), count):
            part = rows[first:first + count]
            data = np.fromfile(self.path, np.uint8, len(part) * row_bytes, offset=tensor.offset + first * row_bytes)
            part[:] = dequantize(data.reshape(len(part), row_bytes), tensor.type)
        return result


def read_gguf_file(path):
    """GgufFile of the file `path`; of a file read before only where it has changed meanwhile. Raises ValueError, in one
    sentence, for a file that is truncated, foreign or no GGUF of this byte order."""
    path = Path(path)
    state = path.stat()
    return _read(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path, size, changed_ns):
    with path.open("rb") as file:
        if file.read(len(GGUF_MAGIC)) != GGUF_MAGIC:
            raise ValueError(f"{path} is no GGUF file; give the path of one")
    try:
        reader = _Reader(path)
        fields = {name: field.contents() for name, field in reader.fields.items()}
    except EOFError:
        raise ValueError(f"{path} is truncated: its {size:,} bytes end before the content that it announces; copy or "
                         "download it again") from None
    except (ValueError, KeyError, IndexError, OverflowError) as error:
        raise ValueError(f"{path} is damaged or of a kind of GGUF that is not known ({error}); download it again or "
                         "convert the model anew") from None
    if reader.endianess is not GGUFEndian.LITTLE:
        raise ValueError(f"{path} is a big-endian GGUF file; convert the model anew for a little-endian machine")
    tensors = {tensor.name: GgufTensor(tensor.name, tensor.tensor_type, tuple(map(int, reversed(tensor.shape))),
                                       tensor.data_offset) for tensor in reader.tensors}
    return GgufFile(path, fields, tensors)


class _Reader(GGUFReader):
    """The library's, which takes what lies beyond the file's end for empty, with EOFError there."""

    def _get(self, offset, dtype, count=1, override_order=None):
        if isinstance(self.data, np.memmap):
            self.data = self.data.view(np.ndarray)  # whose many small views cost less
        if offset + np.dtype(dtype).itemsize * int(count) > len(self.data):
            raise EOFError
        return super()._get(offset, dtype, count, override_order)
