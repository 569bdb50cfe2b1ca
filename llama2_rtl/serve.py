"""Serve a core on a device as an endpoint that speaks the OpenAI chat protocol, for the clients that people have."""

import socket
import sys
from contextlib import ExitStack

from rich.console import Console

from llama2_rtl.device.choice import add_core, add_device, choose_core, ready_core
from llama2_rtl.device.device_link import DeviceLink
from llama2_rtl.device.text_link import text_links
from llama2_rtl.drafts import add_draft_model, chosen_draft_model
from llama2_rtl.filters import add_chance, given_chance
from llama2_rtl.progress import Progress

EXTRAS = ("serve",)
LISTEN = "127.0.0.1:8000"
PATIENCE_S = 1
"""Time in which an answer may end after Ctrl-C."""


def add_arguments(parser):
    add_device(parser, required=True)
    parser.add_argument("--listen", metavar="HOST:PORT", default=LISTEN,
                        help=f"where clients reach it (default {LISTEN}: from this machine alone; port 0 is any)")
    parser.add_argument("--tokenizer", metavar="PATH",
                        help="the tokenizer of the core's checkpoint, where that does not bring its own; it must have "
                             "a chat template")
    add_chance(parser)
    add_core(parser)
    add_draft_model(parser)


def run(arguments):
    from llama2_rtl.server.speaker import Speaker
    choice = choose_core(arguments)
    chance = given_chance(arguments, choice.geometry.sampler_list)
    tokenizer = choice.read_tokenizer(arguments.tokenizer)
    if tokenizer.template is None:
        raise ValueError("the model has no chat template, which the protocol needs; give a tokenizer with one as "
                         "TOKENIZER=")
    drafter = chosen_draft_model(arguments.draft_model, choice.geometry)
    with ExitStack() as held:
        listening = held.enter_context(listen(arguments.listen))
        with Progress(Console(stderr=True)) as progress:
            attached = held.enter_context(ready_core(arguments, choice, progress))
        links = (text_links(attached, chance, drafter) if choice.geometry.sequences > 1
                 else [DeviceLink(attached, chance, drafter)])
        speakers = [Speaker(link, tokenizer, choice.geometry.model.stop_tokens) for link in links]
        serve(speakers, name(choice, arguments), defaults(arguments, choice), listening)
    return 0


def name(choice, arguments):
    """What the model is called: as its file."""
    return (choice.checkpoint or arguments.image).stem


def defaults(arguments, choice):
    """What the options say of requests that leave it open."""
    from llama2_rtl.server.question import Defaults
    a = arguments
    return Defaults(a.temperature, a.sample_seed, a.top_k, a.top_p, a.min_p, a.repeat_penalty, a.repeat_last_n,
                    choice.geometry.sampler_list)


def listen(place):
    """The socket at HOST:PORT. Raises ValueError for what is no such place, or one that is taken."""
    host, _, port = place.rpartition(":")
    try:
        return socket.create_server((host, int(port)))
    except (ValueError, OverflowError):
        raise ValueError(f"'{place}' is no place to listen at; give HOST:PORT, as {LISTEN}") from None
    except OSError as error:
        raise ValueError(f"nobody can listen at {place} ({error.strerror}); choose another LISTEN=") from None


def serve(speakers, model, given, listening):
    """Serves Speakers at a socket until a signal ends it."""
    import uvicorn

    from llama2_rtl.server.application import Endpoint
    host, port = listening.getsockname()[:2]
    config = uvicorn.Config(Endpoint(speakers, model, given).application, log_level="warning", lifespan="off",
                            timeout_graceful_shutdown=PATIENCE_S)
    print(f"{model} listens at http://{host}:{port}/v1; Ctrl-C ends it", file=sys.stderr, flush=True)
    uvicorn.Server(config).run(sockets=[listening])
