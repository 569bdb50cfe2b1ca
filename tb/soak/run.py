"""Random configurations of the whole core against golden until stopped: `make soak`."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import count, islice

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.simulation.processes import Terminated, child, ended_children, terminable
from tb.soak.configuration import drawn, from_dict
from tb.soak.reduce import reduced
from tb.soak.simulated import DIFFERS

LONGEST_S = 1800
"""Seconds after which a run has failed: it never ends."""


def main(arguments=None):
    """Runs the configurations of the seeds from `--seed` on, `--count` of them or until stopped. Returns 0 where all
    equal golden, 1 where one does not, when the smallest configuration that still fails has been said, 2 where the
    input is wrong, 130 or 143 after a signal."""
    parser = ArgumentParser(prog="make soak")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int)
    parser.add_argument("--configuration")
    given = parser.parse_args(arguments)
    try:
        if given.count is not None and given.count < 1:
            raise ValueError(f"{given.count} configurations; give a COUNT of at least one, or none at all")
        if given.configuration:
            chosen = [read(given.configuration)]
        else:
            chosen = map(drawn, islice(count(given.seed), given.count))
    except ValueError as error:
        print(f"make soak: {error}", file=sys.stderr)
        return 2
    try:
        with terminable():
            return soak(chosen)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Terminated:
        return 128 + signal.SIGTERM


def read(text):
    """The `Configuration` that a user gave. Raises ValueError where it is none."""
    try:
        found = from_dict(json.loads(text))
    except json.JSONDecodeError as error:
        raise ValueError(f"the CONFIGURATION is not JSON: {error}; give one as a soak has printed it") from None
    found.check()
    return found


def soak(configurations):
    """Runs them, as many at a time as there are processors, up to the first that fails, which is reduced."""
    began, done, workers, waits = time.monotonic(), 0, os.cpu_count() or 1, {}
    configurations = iter(configurations)
    with ThreadPoolExecutor(workers) as pool, ended_children():
        while True:
            for configuration in islice(configurations, workers - len(waits)):
                waits[pool.submit(failure, configuration)] = configuration
            if not waits:
                return 0
            for future in wait(waits, return_when=FIRST_COMPLETED).done:
                configuration, message = waits.pop(future), future.result()
                done += 1
                print(f"{time.monotonic() - began:6.0f} s  {done} run, seed {configuration.seed}: "
                      f"{said(configuration)}: {'FAILED' if message else 'equal'}", flush=True)
                if message:
                    return report(configuration, message)


def report(configuration, message):
    """Says what failed, looks for the smallest configuration that still fails and says that too; returns 1."""
    print(f"seed {configuration.seed} fails: {message}\nits configuration: {json.dumps(configuration.to_dict())}\n"
          "looking for a smaller one that fails", flush=True)
    smallest, message = reduced(configuration, message, failure,
                                lambda one: print(f"  fails still: {said(one)}", flush=True))
    print(f"the smallest that fails: {message}\n"
          f"make soak CONFIGURATION='{json.dumps(smallest.to_dict())}'", flush=True)
    return 1


def failure(configuration):
    """What differs from golden in a run of a `Configuration`, None where nothing does."""
    with tempfile.TemporaryDirectory() as folder:
        with child([sys.executable, "-m", "tb.soak.simulated", json.dumps(configuration.to_dict())], cwd=folder,
                   env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                   text=True) as process:
            try:
                message, words = process.communicate(timeout=LONGEST_S)
            except subprocess.TimeoutExpired:
                process.kill()
                return f"it does not end in {LONGEST_S} s"
    if process.returncode not in (0, DIFFERS):
        return f"it ends with status {process.returncode}: {words[-1000:]}"
    return message.strip() if process.returncode else None


def said(configuration):
    """A configuration in some words."""
    c = configuration
    words = [c.kind, f"{c.lanes} lanes", f"{c.dim}/{c.hidden_dim}", f"{c.n_heads}x{c.group} heads of {c.head_dim}",
             f"{c.n_layers} layers", f"vocabulary {c.vocab_size}", f"context {c.context}",
             f"bits {c.act_bits}/{c.k_bits}/{c.v_bits}"]
    words += [f"{value} {name}" for name, value in (
        ("vectors", c.vectors), ("texts", c.sequences), ("ways", c.ways), ("tail", c.largest_tail), ("ports", c.ports),
        ("list", c.sampler_list)) if value > 1]
    return ", ".join([*words, *([] if c.formats is None else ["in blocks"])])


if __name__ == "__main__":
    sys.exit(main())
