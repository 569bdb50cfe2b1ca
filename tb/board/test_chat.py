"""The program that talks to a board, against a fake one on a pseudo-terminal: stories, Ctrl-C, what may be missing."""

import os
import signal
import subprocess
import sys
import time

import pytest
from gguf import GGUFWriter

from llama2_rtl import board_link, chat
from llama2_rtl.converters.presets import DEFAULT, ROOT
from llama2_rtl.converters.uart.protocol import CONTINUE, LARGEST_WORD, PROMPT, STOP, encode
from llama2_rtl.golden.tokenizer import BOS, read_tokenizer
from llama2_rtl.main import main
from tb.board.fake_board import FakeBoard
from tb.golden.test_conversation import CHATML
from tb.golden.test_tokenizer_gguf import REFERENCE

VOCAB_SIZE, CONTEXT = DEFAULT.model.vocab_size, DEFAULT.context
STORY = " there was a girl. She had a café."


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(chat, "TIMEOUT_S", 0.1)
    monkeypatch.setattr(chat.open_port, "__defaults__", (0.1,))


@pytest.fixture(scope="module")
def tokenizer():
    return read_tokenizer(DEFAULT.tokenizer, VOCAB_SIZE)


def teller(tokenizer, text=STORY):
    """Tells the same text after every prompt, as many tokens of it as it may."""
    tokens = tokenizer.encode(text, bos=False) + [BOS]
    return lambda prompt, max_tokens: tokens[:max_tokens or None]


def talk(board, *arguments):
    return main(["chat", "--port", board.port, *arguments])


def test_story(tokenizer, capsys):
    with FakeBoard(VOCAB_SIZE, CONTEXT, teller(tokenizer)) as board:
        assert talk(board, "--prompt", "Once upon a time") == 0
    assert capsys.readouterr().out == f"Once upon a time {STORY}\n"
    assert board.heard == [(STOP, ()), (PROMPT, (0, *tokenizer.encode("Once upon a time")))]


def test_steps(tokenizer, capsys):
    with FakeBoard(VOCAB_SIZE, CONTEXT, teller(tokenizer)) as board:
        assert talk(board, "--prompt", "One", "--steps", "3") == 0
        assert talk(board, "--prompt", "One", "--steps", str(LARGEST_WORD + 1)) == 0
    limits = [words[0] for kind, words in board.heard if kind == PROMPT]
    assert limits == [3, CONTEXT]


@pytest.fixture
def talking(tmp_path):
    """The path of a GGUF whose tokenizer has a chat template."""
    vocabulary = REFERENCE["gpt2"]
    writer = GGUFWriter(tmp_path / "model.gguf", "llama")
    for name, value in dict(model="gpt2", pre="smollm").items():
        writer.add_string(f"tokenizer.ggml.{name}", value)
    for name, values in vocabulary.items():
        writer.add_array(f"tokenizer.ggml.{name}", values)
    writer.add_chat_template(CHATML)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return tmp_path / "model.gguf"


def type_lines(monkeypatch, *lines):
    """What the user types, until the input ends; an exception is raised instead."""
    typed = iter([*lines, EOFError()])

    def type_line(_):
        line = next(typed)
        if isinstance(line, BaseException):
            raise line
        return line
    monkeypatch.setattr("builtins.input", type_line)


def test_a_conversation(talking, monkeypatch, capsys):
    """Each turn sends what is new, behind the end of the answer before; where the board has lost it, all of it."""
    tokenizer = read_tokenizer(talking, len(REFERENCE["gpt2"]["tokens"]))
    size, (end, line) = tokenizer.vocab_size, tokenizer.encode("<|im_end|>\n")
    said = [*tokenizer.encode("One day"), end]
    type_lines(monkeypatch, "Hi", "and Pip?", "word " * 300, "Tom")
    with FakeBoard(size, CONTEXT, lambda *_: said, deaf={CONTINUE}) as board:
        assert talk(board, "--tokenizer", str(talking)) == 0
    output = capsys.readouterr()
    assert output.out == "One day\n" * 3 and "shorten the prompt" in output.err and "begins anew" in output.err
    kinds = [kind for kind, _ in board.heard]
    assert kinds == [STOP, PROMPT, CONTINUE, STOP, PROMPT, PROMPT]
    first, new, again, last = (list(words[1:]) for kind, words in board.heard if kind != STOP)
    assert new[:2] == [end, line] and again == [*first, *said[:-1], *new]
    assert len(last) == len(first) + len(tokenizer.encode("Tom")) - len(tokenizer.encode("Hi"))


def test_prompt_by_prompt(tokenizer, capsys, monkeypatch):
    type_lines(monkeypatch, "One day", "word " * 200, "Tom")
    with FakeBoard(VOCAB_SIZE, CONTEXT, teller(tokenizer)) as board:
        assert talk(board) == 0
    output = capsys.readouterr()
    assert output.out.count("café") == 2 and output.out.startswith("One day")
    assert "shorten the prompt" in output.err


@pytest.mark.parametrize("leftover", [b"\xc0T\x01", b"\x00\xff" * 50, encode(board_link.TOKEN, 5) * 3])
def test_leftovers_on_the_line(leftover, tokenizer, capsys):
    with FakeBoard(VOCAB_SIZE, CONTEXT, teller(tokenizer), leftover=leftover) as board:
        assert talk(board, "--prompt", "Tom") == 0
    assert capsys.readouterr().out.endswith("café.\n")


def test_interruption(tokenizer):
    """Ctrl-C in the middle of a story: the board is told to stop, the program ends with the shell's status for it."""
    with FakeBoard(VOCAB_SIZE, CONTEXT, teller(tokenizer, STORY * 20), pause=0.05) as board:
        program = "import sys; from llama2_rtl.main import main; sys.exit(main())"
        talking = subprocess.Popen([sys.executable, "-c", program, "chat", "--port", board.port, "--prompt", "Tom"],
                                   cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        text = b""
        while b"girl" not in text:
            text += os.read(talking.stdout.fileno(), 64)
        talking.send_signal(signal.SIGINT)
        rest, errors = talking.communicate(timeout=30)
        assert (talking.returncode, errors) == (130, b"")
        assert (text + rest).endswith(b"\n") and b"girl" in text
        assert [kind for kind, _ in board.heard] == [STOP, PROMPT, STOP]


def fails(board_or_path, capsys, *arguments):
    """The sentence that the program ends with."""
    path = getattr(board_or_path, "port", board_or_path)
    assert main(["chat", "--port", path, *arguments]) == 2
    output = capsys.readouterr()
    assert output.err.count("\n") == 1 and output.err.startswith("llama2-rtl chat: ")
    return output.err


def test_missing_port(capsys, tmp_path):
    path = str(tmp_path / "ttyUSB0")
    assert f"the port {path} cannot be opened (No such file or directory); connect" in fails(path, capsys)


def test_no_serial_port(capsys):
    assert "the port /dev/null cannot be opened (it is no serial port)" in fails("/dev/null", capsys)


def test_port_in_use(tokenizer, capsys):
    with FakeBoard(VOCAB_SIZE, CONTEXT, teller(tokenizer)) as board, chat.open_port(board.port):
        assert "end other programs that use it" in fails(board, capsys)


@pytest.mark.parametrize("deaf, sentence, asked", [
    ({STOP}, "the board is silent; load its bitstream", [STOP] * board_link.ATTEMPTS),
    ({PROMPT}, "the board does not accept the prompt", [STOP] + [PROMPT, STOP] * board_link.ATTEMPTS),
])
def test_silent_board(deaf, sentence, asked, tokenizer, capsys):
    begin = time.monotonic()
    with FakeBoard(VOCAB_SIZE, CONTEXT, teller(tokenizer), deaf=deaf) as board:
        assert sentence in fails(board, capsys, "--prompt", "Tom")
    assert [kind for kind, _ in board.heard] == asked
    assert time.monotonic() - begin < 10


def test_story_without_an_end(tokenizer, capsys):
    with FakeBoard(VOCAB_SIZE, CONTEXT, lambda prompt, limit: []) as board:
        assert "the board fell silent in the middle of the story" in fails(board, capsys, "--prompt", "Tom")


def test_wrong_tokenizer(tokenizer, capsys):
    with FakeBoard(VOCAB_SIZE + 1, CONTEXT, teller(tokenizer)) as board:
        assert f"has {VOCAB_SIZE} tokens where the checkpoint has {VOCAB_SIZE + 1}" in fails(board, capsys)


def test_other_version(tokenizer, capsys):
    with FakeBoard(VOCAB_SIZE, CONTEXT, teller(tokenizer), version=9) as board:
        assert "the board speaks version 9 of the protocol" in fails(board, capsys)


def test_prompt_too_long(tokenizer, capsys):
    with FakeBoard(VOCAB_SIZE, 4, teller(tokenizer)) as board:
        assert "and the board's context 4; shorten the prompt" in fails(board, capsys, "--prompt", "Once upon a time")


def test_noise_is_no_board():
    class Noise:
        def write(self, data):
            pass

        def read(self, size):
            return b"\x55" * size
    with pytest.raises(OSError, match="the board is silent"):
        board_link.BoardLink(Noise())
