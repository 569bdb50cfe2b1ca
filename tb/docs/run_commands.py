"""Runs every command line that stands in the README and in docs/, one after the other, in the checkout: `make readme`.

A board is a fake one on a pseudo-terminal, a model that does not come with the project is a random one of its shape.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from llama2_rtl.converters.presets import DEFAULT, PRESETS, ROOT
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.tokenizer import read_tokenizer
from tb.board.fake_board import FakeBoard
from tb.docs.commands import all_command_lines, runnable
from tb.harness.make_environment import without_make

EXCEPTED = {"openFPGALoader": "it needs a board"}
"""Programs whose lines are not run, and why."""

STORY = " there was a girl."
TYPED = "Tom\n"
LAST_LINES = 8


def main(only=""):
    """Runs the lines that hold the words `only`; returns 1 where one of them fails."""
    failed, exports = [], []
    tokenizer = read_tokenizer(DEFAULT.tokenizer, DEFAULT.model.vocab_size)
    story = [*tokenizer.encode(STORY, bos=False), tokenizer.bos_token]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "stories260K.bin")
        write_checkpoint(random_checkpoint(PRESETS["stories260K"].model, seed=1), model)
        for line in all_command_lines():
            if line.startswith("export "):
                exports.append(line)
            elif reason := EXCEPTED.get(line.split()[0]):
                print(f"  not run  {line}: {reason}")
            elif only in line:
                with FakeBoard(DEFAULT.model.vocab_size, DEFAULT.context, lambda *_: story) as board:
                    failed += run(line, exports, PORT=board.port, **model_of(line, model))
    print(f"{len(failed)} fail" + "".join(f"\n  {line}" for line in failed))
    return bool(failed)


def model_of(line, model):
    """The value of MODEL, where the line gives one."""
    return dict(MODEL=model) if "MODEL=stories260K" in line else {}


def run(line, exports, **values):
    """Runs a line after the exports; prints how it ended. Returns the line in a list where it fails."""
    command = runnable(line, **values)
    if command == "make chat":
        command += f" PORT={values['PORT']}"
    print(f"  running  {line}", end="", flush=True)
    began = time.monotonic()
    done = subprocess.run(["sh", "-c", "\n".join([*exports, command])], cwd=ROOT, text=True, input=TYPED,
                          env=without_make(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(f"\r{time.monotonic() - began:7.0f} s  {line}" + (f": status {done.returncode}" if done.returncode else ""))
    if done.returncode:
        print(*done.stdout.splitlines()[-LAST_LINES:], sep="\n")
    return [line] if done.returncode else []


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
