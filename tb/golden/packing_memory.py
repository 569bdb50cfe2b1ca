"""Packs argv[1] into argv[2] and prints the bytes by which the process's largest size in memory grew. A program of its
own: the kernel's mark never goes down, and an inherited ru_maxrss would hide the growth."""

import importlib
import sys
from pathlib import Path

from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint
from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.tile import Tile

TILE = Tile(2, 8)
READERS = ("hugging_face", "gguf_model")
"""What reads a checkpoint is imported when there is one to read."""


def largest_size():
    """Bytes: the high-water mark of this program's own memory."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024


def main(model, out):
    write_image(random_checkpoint(ModelConfig(16, 24, 1, 2, 1, 8, 8), 1), Numerics(), TILE, out)  # loads all code
    for reader in READERS:
        importlib.import_module(f"llama2_rtl.golden.{reader}")
    before = largest_size()
    write_image(read_checkpoint(model), Numerics(), TILE, out)
    print(largest_size() - before)


if __name__ == "__main__":
    main(*sys.argv[1:])
