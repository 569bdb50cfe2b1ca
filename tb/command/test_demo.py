"""The demo: all characters of a story arrive, steps fit the context, and a signal ends it with nothing left."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from gguf import GGUFWriter

from llama2_rtl.converters.presets import DEFAULT, ROOT
from llama2_rtl.golden.tokenizer import BOS, EOS, read_tokenizer
from llama2_rtl.golden.tokenizer_interface import SPACE_MARK
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


@pytest.fixture
def talking(tokenizer, tmp_path):
    """Makes a GGUF with the project's own vocabulary and a chat template; returns its path."""
    def make(template):
        pieces = ["<unk>", "<s>", "</s>", *(piece.decode().replace(" ", SPACE_MARK) for piece in tokenizer.pieces[3:])]
        writer = GGUFWriter(tmp_path / "talking.gguf", "llama")
        writer.add_tokenizer_model("llama")
        writer.add_token_list(pieces)
        writer.add_token_scores(tokenizer.scores)
        writer.add_token_types([2, 3, 3, *[6] * 256, *[1] * (len(pieces) - 259)])
        writer.add_bos_token_id(BOS)
        if template:
            writer.add_chat_template(template)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.close()
        return str(tmp_path / "talking.gguf")
    return make


def test_a_conversation(talking, monkeypatch, capsys):
    """Two turns through the Verilog, the second behind the first: the user's words, then golden's answer."""
    monkeypatch.delenv("SIM", raising=False)
    path = talking("{{ bos_token }}{% for m in messages %}{{ m.content }}</s>{% endfor %}")
    assert main(["demo", "--tokenizer", path, "--chat", "Once upon\n\nOne day", "--steps", "4"]) == 0
    said = capsys.readouterr().out
    first, second = said.index("\n> Once upon\n"), said.index("\n> One day\n")
    assert said.index("simulating") < first < second < said.index("8 of 8")
    encode = read_tokenizer(path, 512).encode_template
    first_turn, second_turn = len(encode("<s>Once upon</s>")), 1 + len(encode("</s>One day</s>"))
    assert re.search(r"cycles per answer token .* mean of 8 ", said), said
    assert re.search(rf"cycles per prompt token .* mean of {first_turn + second_turn - 2} ", said), said


@pytest.mark.parametrize("template, arguments, says", [
    (None, ["--chat", "Hi"], "the model has no chat template, so it cannot be talked to"),
    ("{{ raise_exception('no') }}", ["--chat", "Hi"], "the model's chat template fails: no"),
    ("{{ messages }}", ["--chat", "Hi", "--prompt", "Tom"], "PROMPT= for a text to go on with or CHAT="),
    ("{{ messages }}", ["--chat", " \n"], "CHAT= says nothing"),
    ("{{ messages }}", ["--chat", "Hi", "--steps", "0"], "generate at least one token"),
    ("{{ 'word ' * 300 }}", ["--chat", "Hi"], "and the context 256; shorten the prompt"),
])
def test_what_cannot_be_said(template, arguments, says, talking, monkeypatch, capsys):
    """In one sentence, before the model is quantised."""
    monkeypatch.setattr("llama2_rtl.golden.quantize.quantize_model", None)
    assert main(["demo", "--tokenizer", talking(template), *arguments]) == 2
    output = capsys.readouterr()
    assert says in output.err and output.err.count("\n") == 1


def test_weights_beyond_a_chip(monkeypatch, capsys):
    """They go beside the core by themselves; on a chip they are refused before golden begins."""
    monkeypatch.setattr("llama2_rtl.converters.presets.ON_CHIP_BYTES", 1000)
    monkeypatch.setattr("llama2_rtl.golden.quantize.quantize_model", None)
    assert main(["demo", "--memory", "chip"]) == 2
    assert "put them into a memory beside the core" in capsys.readouterr().err
    assert main(["demo", "--sim", "icarus"]) == 2
    assert "over AXI4 the demo runs in verilator alone" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["Hi 😀", "café", "Tom had a big bag. 你好"])
def test_every_character_arrives(text, tokenizer):
    story = StoryText(tokenizer)
    parts = [story(token) for token in tokenizer.encode(text)]
    assert "".join(parts) + story.end() == text
    assert "�" not in "".join(parts)


def test_marks_hide_nothing(tokenizer):
    """One inside a prompt, and what follows it."""
    story = StoryText(tokenizer)
    tokens = [*tokenizer.encode("Tom"), EOS, *tokenizer.encode(" ran")]
    assert "".join(map(story, tokens)) + story.end() == "Tom  ran"


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
