"""The demo: all characters of a story arrive, steps fit the context, and a signal ends it with nothing left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from llama2_rtl.converters.presets import DEFAULT, ROOT
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.main import main
from llama2_rtl.prompt import chosen_steps
from llama2_rtl.story_text import StoryText

PROGRAM = "import sys; from llama2_rtl.main import main; sys.exit(main())"


@pytest.fixture(scope="module")
def tokenizer():
    return read_tokenizer(DEFAULT.tokenizer, DEFAULT.model.vocab_size)


def test_a_story(monkeypatch, capsys):
    """Through the Verilog, to what is no terminal: the steps of the work, a prompt of bytes, a story equal to golden's.
    """
    monkeypatch.delenv("SIM", raising=False)
    assert main(["demo", "--prompt", "Hi 😀", "--steps", "3"]) == 0
    said = capsys.readouterr().out
    assert "Hi 😀" in said and "�" not in said
    assert "in verilator" in said and "3 of 3" in said
    assert said.index("golden") < said.index("converting") < said.index("simulating") < said.index("Hi 😀")


@pytest.mark.parametrize("text", ["Hi 😀", "café", "Tom had a big bag. 你好"])
def test_every_character_arrives(text, tokenizer):
    story = StoryText(tokenizer)
    parts = [story(token) for token in tokenizer.encode(text)]
    assert "".join(parts) + story.end() == text
    assert "�" not in "".join(parts)


def test_half_a_character(tokenizer):
    story = StoryText(tokenizer)
    tokens = tokenizer.encode("é")
    assert "".join(map(story, tokens[:-1])) + story.end() == "�"


@pytest.mark.parametrize("steps, expected", [(None, 240), (1, 1), (240, 240)])
def test_steps_of_a_context(steps, expected):
    assert chosen_steps(steps, 17, 256) == expected


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal(number, status):
    """In the middle of a simulation: the shell's exit status, no word, no process left."""
    command = [sys.executable, "-c", PROGRAM, "demo", "--sim", "icarus", "--steps", "2"]
    demo = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            start_new_session=True)
    for line in demo.stdout:
        if "simulating" in line:
            break
    assert len(session(demo.pid)) > 1
    os.kill(demo.pid, number)
    _, errors = demo.communicate(timeout=30)
    assert (demo.returncode, errors, session(demo.pid)) == (status, "", [])


def session(leader):
    """The processes of the session that a process leads."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
