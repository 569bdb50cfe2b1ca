"""How long packing a model takes, and how much memory: `python benchmarks/pack_time.py`.

The model is made up: a Hugging Face folder of random weights of true dimensions, 16-bit floats in a file for each
layer. It and the packed file are removed at the end.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace
from math import prod
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from llama2_rtl.converters.presets import choose_shape, in_formats
from llama2_rtl.golden.hugging_face import NAMES
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_sections import payload_bytes
from llama2_rtl.golden.model_tensors import named_shapes
from llama2_rtl.golden.safetensors_folder import INDEX

SPREAD = 0.02
"""Standard deviation of the weights."""

POOL = 1 << 24
"""Random weights that there are: each tensor begins elsewhere among them and goes round."""

WEIGHT_BYTES = 2
GB = 1e9

PACK = "import sys; from llama2_rtl.main import main; sys.exit(main(sys.argv[1:]))"


def write_folder(model, folder):
    """Makes the folder of a ModelConfig: config.json, an index, and a file for each layer and for all else."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(dict(
        architectures=["LlamaForCausalLM"], model_type="llama", hidden_act="silu", hidden_size=model.dim,
        intermediate_size=model.hidden_dim, num_hidden_layers=model.n_layers, num_attention_heads=model.n_heads,
        num_key_value_heads=model.n_kv_heads, vocab_size=model.vocab_size, max_position_embeddings=model.seq_len,
        rms_norm_eps=model.norm_eps, rope_theta=model.rope_theta, tie_word_embeddings=model.tied)))
    files, rng = {}, np.random.default_rng(1)
    for name, shape in named_shapes(model, NAMES, range(model.n_layers)).items():
        layer = name.split(".")[2] if name.startswith("model.layers.") else "others"
        files.setdefault(f"model-{layer}.safetensors", {})[name] = shape
    pool = (SPREAD * rng.standard_normal(POOL, np.float32)).astype(np.float16)
    for file, shapes in files.items():
        save_file({name: np.resize(np.roll(pool, rng.integers(POOL)), shape) for name, shape in shapes.items()},
                  folder / file)
    (folder / INDEX).write_text(json.dumps(dict(
        weight_map={name: file for file, shapes in files.items() for name in shapes})))


def measure(name, formats, layers, place):
    """Makes the folder of a preset's model in `place`, a new folder, packs it, and prints what that took. Raises
    ValueError for a preset, formats or a number of layers that there are not, where the disk has no room and where the
    model cannot be packed."""
    whole = choose_shape(name)
    if layers is not None and not 1 <= layers <= whole.model.n_layers:
        raise ValueError(f"{layers} layers; {name} has 1 to {whole.model.n_layers}")
    preset = in_formats(replace(whole, model=replace(whole.model, n_layers=layers or whole.model.n_layers)), formats)
    model, packed = preset.model, place / "model.img"
    weights = sum(prod(shape) for shape in named_shapes(model, NAMES, range(model.n_layers)).values())
    image = PAGE + payload_bytes(model, preset.numerics.formats, preset.geometry.tile)
    if place.exists():
        raise ValueError(f"{place} is there already; give --place a folder that is not")
    place.mkdir(parents=True)
    try:
        if (free := shutil.disk_usage(place).free) < WEIGHT_BYTES * weights + image:
            raise ValueError(f"model and packed file take {(WEIGHT_BYTES * weights + image) / GB:.1f} GB where {place} "
                             f"has room for {free / GB:.1f}; choose fewer --layers or another --place")
        # In a process of its own: the one that packs begins with the largest size that this one has had.
        writer = get_context("spawn").Process(target=write_folder, args=(model, place / "model"))
        writer.start()
        writer.join()
        began = time.monotonic()
        packing = subprocess.Popen([sys.executable, "-c", PACK, "pack", "--model", place / "model", "--format",
                                    preset.format, "--out", packed])
        _, status, used = os.wait4(packing.pid, 0)
        seconds, packing.returncode = time.monotonic() - began, os.waitstatus_to_exitcode(status)
        if writer.exitcode or packing.returncode:
            raise ValueError(f"{name} could not be {'made' if writer.exitcode else 'packed'}")
        print(f"{name} in {preset.format}, {model.n_layers} of {whole.model.n_layers} layers, {weights:,} weights: "
              f"{seconds:,.0f} s on {len(os.sched_getaffinity(0))} processors, {used.ru_utime + used.ru_stime:,.0f} s "
              f"of a processor's time, {used.ru_maxrss * 1024 / GB:.2f} GB of memory at most")
    finally:
        shutil.rmtree(place)


def main():
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="Llama-2-7B")
    parser.add_argument("--format", default="int4b32/int8b32", help="layers/head (default int4b32/int8b32)")
    parser.add_argument("--layers", type=int, help="the first so many alone, of a smaller disk or less time")
    parser.add_argument("--place", type=Path, default=Path("build/pack-time"),
                        help="a folder that is not there yet (default build/pack-time)")
    given = parser.parse_args()
    try:
        measure(given.preset, given.format, given.layers, given.place)
    except (ValueError, OSError) as error:
        print(f"pack_time: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
