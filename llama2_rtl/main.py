"""The entry point: reads the arguments, runs the subcommand, and says in one sentence what the user did wrong."""

import argparse
import os
import signal
import sys

from llama2_rtl import (
    accuracy,
    bench,
    bitstream,
    blocks,
    chat,
    coverage,
    demo,
    docs,
    doctor,
    handoff,
    interfaces,
    lint,
    mutate,
    netlist_sim,
    pack,
    plan,
    prove,
    report,
    serve,
    shape,
    sim,
    speed,
    synth,
    timeline,
    verilog,
)
from llama2_rtl.golden.extras import MissingExtra, need
from llama2_rtl.named_models import model_path
from llama2_rtl.sentence import sentence
from llama2_rtl.simulation.processes import Terminated, terminable

COMMANDS = (verilog, handoff, pack, sim, netlist_sim, demo, accuracy, bench, timeline, report, shape, speed, plan,
            lint, prove, mutate, coverage, synth, bitstream, doctor, chat, serve, blocks, interfaces, docs)
"""Their names in EXTRAS are the optional parts of an installation without which a command cannot begin. What a module
imports at its top needs none of them."""


class Parser(argparse.ArgumentParser):
    """Reports wrong arguments as everything else here: one sentence, exit status 2."""

    def error(self, message):
        self.exit(2, f"{self.prog}: {message}; see '{self.prog} --help'\n")


def parser():
    """What reads the arguments: the namespace it gives has `run`, which runs the subcommand on it, and `refuse`,
    which ends the program with a sentence about its arguments."""
    whole = Parser(prog="llama2-rtl", description="LLaMA decoder cores in Verilog, proven against golden.")
    whole.add_argument("--traceback", action="store_true", help="show where an error comes from")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        name = command.__name__.rpartition(".")[2].replace("_", "-")
        summary = command.__doc__.splitlines()[0]
        subparser = commands.add_parser(name, help=summary, description=summary)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run, refuse=subparser.error, extras=getattr(command, "EXTRAS", ()))
    return whole


def main(arguments=None):
    """Runs `llama2-rtl ARGUMENTS`. Returns the exit status: 0, 1 where a check failed, 2 where the input is bad, 130
    after Ctrl-C, 143 after SIGTERM, 141 where what reads its output has ended.

    Bad input reaches this place as ValueError or OSError with a sentence for the user, a part of the installation that
    is missing as MissingExtra, a failed check as AssertionError; `--traceback` shows where they come from.
    """
    parsed, unknown = parser().parse_known_args(arguments)
    if unknown:
        parsed.refuse(f"it knows no {unknown[0]}")
    try:
        with terminable():
            need(*parsed.extras)
            for name in "model", "draft_model":
                if isinstance(given := getattr(parsed, name, None), str):
                    setattr(parsed, name, model_path(given))
            status = parsed.run(parsed)
            sys.stdout.flush()
            return status
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is written when Python ends
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Terminated:
        return 128 + signal.SIGTERM
    except AssertionError as error:
        if parsed.traceback:
            raise
        print(f"llama2-rtl {parsed.command}: {error}", file=sys.stderr)
        return 1
    except (ValueError, OSError, MissingExtra) as error:
        if parsed.traceback:
            raise
        print(f"llama2-rtl {parsed.command}: {sentence(error)}", file=sys.stderr)
        return 2
