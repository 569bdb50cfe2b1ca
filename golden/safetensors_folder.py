"""The safetensors files of a folder as one set of tensors, read in parts."""

from dataclasses import dataclass
from pathlib import Path

import ml_dtypes
import numpy as np
from safetensors import SafetensorError, safe_open

from llama2_rtl.golden.json_file import read_json

BYTES_AT_ONCE = 1 << 24
SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"
FLOATS = {"BF16": ml_dtypes.bfloat16, "F16": np.float16, "F32": np.float32, "F64": np.float64}
"""Safetensors' names of the floating-point types that are read; numpy knows bfloat16 from ml_dtypes alone."""

DTYPES = FLOATS | {"I32": np.int32}


@dataclass(frozen=True)
class SafetensorsFolder:
    """`places` maps each tensor's name to the file that holds it."""

    path: Path
    places: dict

    def check(self, expected):
        """Raises ValueError unless the files hold the tensors `expected`, name -> (shape, names of DTYPES)."""
        for path in sorted({self.places[name] for name in expected}):
            with _open(path) as file:
                present = set(file.keys())
                for name, (shape, dtypes) in expected.items():
                    if self.places[name] == path:
                        _check(path, file, name, name in present, shape, dtypes)

    def shape(self, name):
        with _open(self.places[name]) as file:
            return tuple(file.get_slice(name).get_shape())

    def dtype(self, name):
        """The tensor's type, as safetensors calls it."""
        with _open(self.places[name]) as file:
            return file.get_slice(name).get_dtype()

    def read(self, name):
        """A tensor in its own type; in parts, with the file opened anew for each: a mapping keeps every page that was
        read in memory."""
        with _open(self.places[name]) as file:
            entry = file.get_slice(name)
            tensor = np.empty(entry.get_shape(), DTYPES[entry.get_dtype()])
        if not tensor.nbytes:
            return tensor
        count = max(1, BYTES_AT_ONCE * len(tensor) // tensor.nbytes)
        for first in range(0, len(tensor), count):
            end = min(first + count, len(tensor))  # the library refuses a slice beyond the end
            with _open(self.places[name]) as file:
                tensor[first:end] = file.get_slice(name)[first:end]
        return tensor


def find_tensors(folder):
    """SafetensorsFolder of what INDEX names, or of SINGLE, or of the one safetensors file that there is. Raises
    ValueError, in one sentence, where that is not clear."""
    folder = Path(folder)
    if (folder / INDEX).is_file():
        places = read_json(folder / INDEX).get("weight_map")
        if not isinstance(places, dict) or not all(isinstance(place, str) for place in places.values()):
            raise ValueError(f"{folder / INDEX} has no weight_map from tensors to files; download it again")
        return SafetensorsFolder(folder, {name: folder / Path(place).name for name, place in places.items()})
    files = [folder / SINGLE] if (folder / SINGLE).is_file() else sorted(folder.glob("*.safetensors"))
    if not files:
        raise ValueError(f"{folder} holds neither {SINGLE} nor {INDEX}; give the model in safetensors")
    if len(files) > 1:
        raise ValueError(f"{folder} holds {len(files)} safetensors files and no {INDEX}; download that too")
    with _open(files[0]) as file:
        return SafetensorsFolder(folder, dict.fromkeys(file.keys(), files[0]))


def _check(path, file, name, is_present, shape, dtypes):
    if not is_present:
        raise ValueError(f"{path} lacks the tensor {name}, which {INDEX} places there; download both again")
    entry = file.get_slice(name)
    if tuple(entry.get_shape()) != shape:
        raise ValueError(f"{name} of {path} has the shape {entry.get_shape()} where config.json asks for "
                         f"{list(shape)}; give the config.json that belongs to the weights")
    if entry.get_dtype() not in dtypes:
        raise ValueError(f"{name} of {path} is {entry.get_dtype()}; give a model in {', '.join(dtypes)}")


def _open(path):
    if not path.is_file():
        raise ValueError(f"{path} is missing, which {INDEX} names; download it")
    try:
        return safe_open(path, framework="numpy")
    except SafetensorError as error:
        raise ValueError(f"{path} is truncated or no safetensors file ({error}); copy or download it again") from None
