"""Talk to a board: type how a story begins and read on as the board tells it."""

import os
import sys
from itertools import chain

from llama2_rtl.board_link import BoardLink
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.converters.uart.protocol import BAUD
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.simulation.processes import Terminated
from llama2_rtl.story_text import StoryText

EXTRAS = ("board",)

TIMEOUT_S = 1.0
"""Time after which a port is silent."""


def add_arguments(parser):
    parser.add_argument("--port", required=True, metavar="PATH", help="the board's serial port, as /dev/ttyUSB0")
    parser.add_argument("--tokenizer", metavar="PATH", default=DEFAULT.tokenizer,
                        help=f"the tokenizer of the board's checkpoint (default: that of {DEFAULT.name})")
    parser.add_argument("--prompt", help="tell this one story and end; without it prompts are read line by line")
    parser.add_argument("--steps", type=int, default=0, help="tokens to generate (default: up to the story's end)")


def run(arguments):
    if arguments.steps < 0:
        raise ValueError(f"{arguments.steps} steps; generate at least one token, or 0 for no limit")
    with open_port(arguments.port) as port:
        board = BoardLink(port)
        tokenizer = read_tokenizer(arguments.tokenizer, board.vocab_size)
        if arguments.prompt is not None:
            tell(board, tokenizer, arguments.prompt, arguments.steps)
        else:
            converse(board, tokenizer, arguments.steps)
    return 0


def open_port(path, timeout=TIMEOUT_S):
    """The serial port `path`. Raises ValueError where it is missing, in use or no serial port."""
    import serial
    try:
        return serial.Serial(str(path), BAUD, timeout=timeout, exclusive=True)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if getattr(error, "errno", None) else "it is no serial port"
        raise ValueError(f"the port {path} cannot be opened ({reason}); connect the board, end other programs that use "
                         "it, or choose another --port") from None


def converse(board, tokenizer, steps):
    """A story for every line of input, until it ends. Ctrl-C stops a story; between stories it ends the talk."""
    print(f"a context of {board.context} tokens; Ctrl-C stops a story, Ctrl-D ends", file=sys.stderr)
    while True:
        try:
            prompt = input("> ")
        except EOFError:
            return
        try:
            tell(board, tokenizer, prompt, steps)
        except KeyboardInterrupt:
            continue
        except ValueError as error:  # a prompt that is too long
            print(error, file=sys.stderr)


def tell(board, tokenizer, prompt, steps):
    """Prints the story as it comes; an interruption is passed on when the board has stopped."""
    prompt = tokenizer.encode(prompt)
    try:
        story = board.story(prompt, steps)
        text = StoryText(tokenizer)
        try:
            for token in chain(prompt, story):
                print(text(token), end="", flush=True)
        finally:
            print(text.end(), flush=True)
    except (KeyboardInterrupt, Terminated):
        board.stop()
        raise
