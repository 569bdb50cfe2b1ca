"""Talk to a board: type how a story begins and read on as the board tells it, or, with a model that has a chat
template, what to say to it."""

import os
import sys
from contextlib import ExitStack, contextmanager
from itertools import chain

from rich.console import Console

from llama2_rtl.board_link import BoardLink
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.converters.uart.protocol import BAUD
from llama2_rtl.device.choice import OF_MODEL, add_core, add_device, choose_core, ready_core
from llama2_rtl.device.device_link import DeviceLink
from llama2_rtl.drafts import add_draft_model, chosen_draft_model
from llama2_rtl.filters import Chance, add_chance, given_chance
from llama2_rtl.golden.conversation import Conversation
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.sampling_formats import LONGEST_LIST
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.progress import Progress
from llama2_rtl.simulation.processes import Terminated
from llama2_rtl.story_text import StoryText

TIMEOUT_S = 1.0
"""Time after which a port is silent."""


def add_arguments(parser):
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--port", metavar="PATH", help="the board's serial port, as /dev/ttyUSB0")
    add_device(where, required=False)
    parser.add_argument("--tokenizer", metavar="PATH",
                        help="the tokenizer of the core's checkpoint, where that does not bring its own (default: that "
                             f"of {DEFAULT.name})")
    parser.add_argument("--prompt", help="tell this one story and end; without it prompts are read line by line")
    parser.add_argument("--steps", type=int, default=0,
                        help="tokens to generate, each time (default: up to the story's or the answer's end)")
    add_chance(parser)
    add_core(parser)
    add_draft_model(parser)


def run(arguments):
    if arguments.steps < 0:
        raise ValueError(f"{arguments.steps} steps; generate at least one token, or 0 for no limit")
    with serial_board(arguments) if arguments.port else device_core(arguments) as (board, tokenizer):
        if arguments.prompt is not None:
            tell(board, tokenizer, arguments.prompt, arguments.steps)
        else:
            converse(board, tokenizer, arguments.steps)
    return 0


@contextmanager
def serial_board(arguments):
    """(BoardLink, Tokenizer) of the board at a port. Raises ValueError for what such a board cannot do."""
    need("board")
    if given_chance(arguments, LONGEST_LIST) != Chance():
        raise ValueError("a board at a serial port chooses the likeliest token each time; leave the temperature and "
                         "the filters away")
    of_device = *OF_MODEL, "image", "vectors", "draft_model"
    if given := [name for name in of_device if getattr(arguments, name) is not None]:
        raise ValueError(f"a board at a serial port says itself what its core is; leave {given[0].upper()}= away")
    with open_port(arguments.port) as port:
        board = BoardLink(port)
        yield board, read_tokenizer(arguments.tokenizer or DEFAULT.tokenizer, board.vocab_size)


@contextmanager
def device_core(arguments):
    """(DeviceLink, Tokenizer) of a device, whose core is at rest in the end."""
    choice = choose_core(arguments)
    chance = given_chance(arguments, choice.geometry.sampler_list)
    tokenizer = choice.read_tokenizer(arguments.tokenizer)
    drafter = chosen_draft_model(arguments.draft_model, choice.geometry)
    with ExitStack() as held:
        with Progress(Console(stderr=True)) as progress:
            attached = held.enter_context(ready_core(arguments, choice, progress))
        link = DeviceLink(attached, chance, drafter)
        yield link, tokenizer
        if drafter is not None:
            passes, offered, accepted = link.drafted()
            print(f"{passes} passes, in which {accepted} of {offered} drafts were right", file=sys.stderr)


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
    """A story for every line of input, until it ends, or where the tokenizer has a chat template a conversation of
    which each line is a turn. Ctrl-C stops a story or an answer; between them it ends the talk."""
    conversation, what = None, "a story"
    if tokenizer.template is not None:
        conversation, what = Conversation(tokenizer), "an answer"
    print(f"a context of {board.context} tokens; Ctrl-C stops {what}, Ctrl-D ends", file=sys.stderr)
    while True:
        try:
            prompt = input("> ")
        except EOFError:
            return
        try:
            if conversation is None:
                tell(board, tokenizer, prompt, steps)
            else:
                ask(board, conversation, prompt, steps)
        except KeyboardInterrupt:
            continue
        except ValueError as error:  # what is too long, or a template that fails
            print(error, file=sys.stderr)
            if conversation is not None:
                print("the conversation begins anew", file=sys.stderr)
                conversation = Conversation(tokenizer)


def ask(board, conversation, words, steps):
    """Prints the answer to a turn of a Conversation as it comes; an interruption is passed on when the board has
    stopped, and what it has forgotten is sent again with the next turn."""
    tokens, resume = conversation.turn(words)
    answer = []

    def heard(token):
        answer.append(token)
        return token

    try:
        show(board, conversation.tokenizer, map(heard, board.story(tokens, steps, resume)))
    except (KeyboardInterrupt, Terminated):
        conversation.lost()
        raise
    finally:
        conversation.answered(answer)


def tell(board, tokenizer, prompt, steps):
    """Prints the story as it comes; an interruption is passed on when the board has stopped."""
    prompt = tokenizer.encode(prompt)
    show(board, tokenizer, chain(prompt, board.story(prompt, steps)))


def show(board, tokenizer, tokens):
    """Prints tokens as they come; an interruption is passed on when the board has stopped."""
    text = StoryText(tokenizer)
    try:
        try:
            for token in tokens:
                print(text(token), end="", flush=True)
        finally:
            print(text.end(), flush=True)
    except (KeyboardInterrupt, Terminated):
        board.stop()
        raise
