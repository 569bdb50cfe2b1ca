"""Runs every command line that stands in the README and in docs/, one after the other, in the checkout: `make readme`.

A board is a fake one on a pseudo-terminal, a model that does not come with the project is a random one of its shape.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from llama2_rtl.converters.presets import DEFAULT, PRESETS, ROOT
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.simulation.processes import PATIENCE_S, Terminated, terminable
from tb.board.fake_board import FakeBoard
from tb.docs.commands import all_command_lines, runnable
from tb.harness.make_environment import without_make

EXCEPTED = {"openFPGALoader": "it needs a board", "make readme": "it is this command",
            **dict.fromkeys(("make doctor DEVICE=board.toml", "llama2-rtl doctor --device board.toml",
                             "make chat DEVICE=board.toml"), "it needs a board"),
            "make serve": "it ends when it is told to", "python -m pip install": "it builds llama.cpp",
            "python benchmarks/beside_llama_cpp.py": "it needs llama.cpp's runtime"}
"""How lines begin that are not run, and why."""

STORY = " there was a girl."
TYPED = "Tom\n"
LAST_LINES = 8
FAILED, UNFINISHED = "failed", "ended before they were done"


def main(arguments=None):
    """Runs the lines that hold the words of `--only`, each for no more than the seconds of `--limit`; returns 1 where
    one of them fails, 2 where there is none or the limit is no time, 130 or 143 after a signal, which ends the present
    line too."""
    parser = ArgumentParser(prog="make readme")
    parser.add_argument("--only", default="")
    parser.add_argument("--limit", type=float, default=float("inf"))
    given = parser.parse_args(arguments)
    lines = [line for line in all_command_lines() if given.only in line and not line.startswith("export ")]
    if not lines or not given.limit > 0:
        print("make readme: " + ("give a LIMIT above 0, in seconds" if lines else
                                 f"no command line holds '{given.only}'; leave ONLY away for all"), file=sys.stderr)
        return 2
    try:
        with terminable():
            return run_all(lines, given.limit)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Terminated:
        return 128 + signal.SIGTERM


def run_all(lines, limit):
    """Runs `lines`, each for at most `limit` seconds; returns 1 where one fails."""
    exports = [line for line in all_command_lines() if line.startswith("export ")]
    ended = {FAILED: [], UNFINISHED: []}
    tokenizer = read_tokenizer(DEFAULT.tokenizer, DEFAULT.model.vocab_size)
    story = [*tokenizer.encode(STORY, bos=False), tokenizer.bos_token]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "stories260K.bin")
        write_checkpoint(random_checkpoint(PRESETS["stories260K"].model, seed=1), model)
        for line in lines:
            if reasons := [EXCEPTED[name] for name in EXCEPTED if f"{line} ".startswith(f"{name} ")]:
                print(f"  not run  {line}: {reasons[0]}", flush=True)
                continue
            with FakeBoard(DEFAULT.model.vocab_size, DEFAULT.context, lambda *_: story) as board:
                if how := run(line, exports, limit, PORT=board.port, **model_of(line, model)):
                    ended[how].append(line)
    for how, which in ended.items():
        print(f"{len(which)} {how}" + "".join(f"\n  {line}" for line in which))
    return bool(ended[FAILED])


def model_of(line, model):
    """The value of MODEL, where the line gives one."""
    return dict(MODEL=model) if "MODEL=stories260K" in line else {}


def run(line, exports, limit, **values):
    """Runs a line after the exports; prints how it ended, and of a failure the last lines that it wrote. Returns
    FAILED, or UNFINISHED where it was ended after `limit` seconds, else nothing."""
    command = runnable(line, **values)
    if command == "make chat":
        command += f" PORT={values['PORT']}"
    elif command == "make doctor":
        command += " DEVICE=simulation"
    if sys.stdout.isatty():
        print(f"  running  {line}", end="\r", flush=True)
    began, how = time.monotonic(), ""
    with subprocess.Popen(["sh", "-c", "\n".join([*exports, command])], cwd=ROOT, text=True, env=without_make(),
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          start_new_session=True) as process:
        try:
            written, _ = process.communicate(TYPED, timeout=None if limit == float("inf") else limit)
            how = FAILED if process.returncode else ""
        except subprocess.TimeoutExpired:
            how, written = UNFINISHED, ""
            end(process)
        except BaseException:
            end(process)
            raise
    print(f"{time.monotonic() - began:7.0f} s  {line}" + (f": {how}" if how else "")
          + (f", status {process.returncode}" if how == FAILED else ""), flush=True)
    if how == FAILED:
        print(*written.splitlines()[-LAST_LINES:], sep="\n", flush=True)
    return how


def end(process):
    """Ends a line, and all that it has started, as Ctrl-C would."""
    for number in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.communicate(timeout=PATIENCE_S)
            return
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    sys.exit(main())
