"""What is fuzzed: what reads files of a user, how a fuzzer's bytes become such files, and files to begin with; and the
ways into the hardware."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from llama2_rtl.device.mapped import read_device_file
from llama2_rtl.golden import gguf_file, image_fields
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.image_file import read_image
from llama2_rtl.golden.model_tensors import WHOLE_MODEL
from llama2_rtl.golden.texts import read_sequences
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.self_test.vectors import read_vectors
from llama2_rtl.synthesis.board_files.read import read_board_file
from tb.fuzz import seeds
from tb.fuzz.hardware.doors import DOORS
from tb.fuzz.mutators import changed_json, changed_numbers, changed_safetensors, changed_toml
from tb.fuzz.oracle import fault
from tb.golden.gguf_files import write_gguf

SEPARATOR = b"\n%%\n"
"""Between the files of one input, of which one with no bytes is not there."""

TEXT = "Tom's 5 cups \N{EURO SIGN}\n <s>"


@dataclass(frozen=True)
class Target:
    """A reader. `read(folder)` reads what lies in a folder where the input's parts have the names `files`, and
    `changes`, for each of them, are what of `mutators` makes another part of one (None: the fuzzer's own changes).
    `seeds()` gives inputs to begin with, each of a list of parts; `put` makes of a part what its file holds, where that
    is something else."""

    files: tuple
    read: Callable
    seeds: Callable
    changes: tuple
    put: Callable | None = None
    longest = 1 << 15
    """Bytes of an input, at most."""
    fine = "it is read, or refused in a sentence"

    def prepare(self, report):
        """Does nothing: it is there."""

    def judge(self, folder):
        """A function that reads an input, put into a folder, and returns its Fault, or None."""
        return lambda data: fault(read(self, folder, data), len(data))

    def guide(self, judged):
        """Does nothing: the modules that read are instrumented."""

    def changed(self, data, seed, fuzz):
        """Another input, in which one file is another: always the same for a `seed`. `fuzz` is the fuzzer's change."""
        random, parts = Random(seed), self.parts(data)
        at = random.choices(range(len(parts)), [1 + bool(part) * 4 for part in parts])[0]
        change = self.changes[at]
        parts[at] = change(parts[at], random, fuzz) if change else fuzz(parts[at])
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        return SEPARATOR.join(parts)

    def inputs(self):
        """The seeds as the fuzzer has them."""
        return [SEPARATOR.join(parts) for parts in self.seeds()]

    def parts(self, data):
        """The bytes of each file of an input."""
        parts = data.split(SEPARATOR, len(self.files) - 1)
        return parts + [b""] * (len(self.files) - len(parts))

    def write(self, folder, data):
        """Puts an input's files into a folder, and takes away those that it has not."""
        for name, part in zip(self.files, self.parts(data), strict=True):
            if part:
                (folder / name).write_bytes(self.put(part) if self.put else part)
            else:
                (folder / name).unlink(missing_ok=True)


def _model(path):
    """Reads a checkpoint, all of it."""
    gguf_file._read.cache_clear()  # a file is written anew faster than its time of change tells
    reader = read_checkpoint(path)
    for name in reader.tensors:
        for layer in [None] if name in WHOLE_MODEL else range(reader.config.n_layers):
            np.array(reader.tensor(name, layer), np.float32).sum()
            reader.stored(name, layer)
    return reader.notes


def _tokenizer(path, size=seeds.VOCABULARY):
    """Reads a tokenizer of a checkpoint with `size` tokens, and uses it."""
    gguf_file._read.cache_clear()
    tokenizer = read_tokenizer(path, size)
    tokens = tokenizer.encode(TEXT) + tokenizer.encode_template(TEXT)
    tokenizer.decode([*tokens, *range(size)])


def _gguf_of_metadata(folder):
    """Writes a GGUF file with the metadata of a JSON file, and reads it. What the library does not write is no file."""
    try:
        said = json.loads((folder / "metadata.json").read_text())
        fields, tokens, architecture = said["llama"], said["tokenizer"], said["architecture"]
        write_gguf(folder / "model.gguf", fields, seeds.gguf_tensors(), tokens, architecture)
        size = len(tokens["ggml.tokens"])
    except Exception:  # the library's, where it cannot write it
        return
    try:
        _model(folder / "model.gguf")
    except ValueError as error:
        refusal = error
    else:
        refusal = None
    _tokenizer(folder / "model.gguf", size)
    if refusal:
        raise refusal


def _image(path):
    """Reads a packed model, all sections of it."""
    image = read_image(path)
    for name in image.header.sections:
        image.section(name).sum()


def _with_crc(data):
    """A packed model's header with its own CRC-32, where its length is that of one: no chance finds it."""
    at = image_fields.LAYOUT.size
    if len(data) < image_fields.PAGE or not data.startswith(image_fields.MAGIC):
        return data
    values = dict(zip(image_fields.FIELDS, image_fields.LAYOUT.unpack_from(data), strict=True))
    return image_fields.pack(values)[:at] + data[at:]


def _beside(names):
    """A reader of the folder with files that are always the same: those of a model in two parts."""
    def read(folder):
        for name, data in seeds.model_in_parts().items():
            if name not in names and not (folder / name).exists():
                (folder / name).write_bytes(data)
        _model(folder)
    return read


def _sequences(folder):
    paths = [folder / name for name in ("tokens.json", "tokens.bin")]
    read_sequences(next(filter(Path.exists, paths), paths[0]), ModelConfig(8, 8, 1, 1, 1, 300, 16))


INDEX = "model.safetensors.index.json"
JSON, TOML = changed_json, changed_toml

READERS = {
    "llama2.c": Target(("model.bin",), lambda folder: _model(folder / "model.bin"), seeds.llama2_c,
                       (changed_numbers,)),
    "gguf": Target(("model.gguf",), lambda folder: _model(folder / "model.gguf"), seeds.gguf, (changed_numbers,)),
    "gguf-metadata": Target(("metadata.json",), _gguf_of_metadata, seeds.gguf_metadata, (JSON,)),
    "hugging-face": Target(("config.json", "generation_config.json", "quantize_config.json", "model.safetensors"),
                           _model, seeds.hugging_face, (JSON, JSON, JSON, changed_safetensors)),
    "safetensors-index": Target((INDEX,), _beside((INDEX,)), seeds.index, (JSON,)),
    "tokenizer.json": Target(("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
                              "chat_template.jinja"), lambda folder: _tokenizer(folder / "tokenizer.json"),
                             seeds.tokenizer_json, (JSON, JSON, JSON, None)),
    "tokenizer.model": Target(("tokenizer_config.json", "tokenizer.model"),
                              lambda folder: _tokenizer(folder / "tokenizer.model"), seeds.tokenizer_model,
                              (JSON, None)),
    "tokenizer.bin": Target(("tokenizer.bin",), lambda folder: _tokenizer(folder / "tokenizer.bin"),
                            seeds.tokenizer_bin, (changed_numbers,)),
    "image": Target(("image",), lambda folder: _image(folder / "image"), seeds.image, (changed_numbers,), _with_crc),
    "board": Target(("board.toml",), lambda folder: read_board_file(folder / "board.toml"), seeds.boards, (TOML,)),
    "device": Target(("device.toml",), lambda folder: read_device_file(folder / "device.toml"), seeds.devices,
                     (TOML,)),
    "vectors": Target(("vectors.json",), lambda folder: read_vectors(folder / "vectors.json"), seeds.vectors,
                      (JSON,)),
    "tokens": Target(("tokens.json", "tokens.bin"), _sequences, seeds.tokens, (JSON, None)),
}
"""Name -> Target."""

TARGETS = READERS | DOORS


def read(target, folder, data):
    """A function that reads the input `data`, put into a folder."""
    target.write(Path(folder), data)
    return lambda: target.read(Path(folder))
