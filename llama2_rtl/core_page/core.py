"""The core that a page is about."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from llama2_rtl.converters.bound import bound, utilisation
from llama2_rtl.converters.cycles import ONE
from llama2_rtl.converters.presets import Preset
from llama2_rtl.converters.timeline import external, external_holds, on_chip

LATENCY = 64
"""Cycles of a memory beside the core from a burst's address to its first beat."""


@dataclass(frozen=True)
class Core:
    """A preset whose weights and KV cache lie on chip or, `over_axi`, in a memory beside the core; `position` is that
    of the token that is shown; `checkpoint` is None where there is none."""

    preset: Preset
    over_axi: bool
    position: int
    checkpoint: Path | None = None

    @property
    def geometry(self):
        return self.preset.geometry

    def timeline_at(self, position, chooses=True, shares=ONE):
        """The Timeline of the token at a position, or of a pass of the `shares` of its texts from there on."""
        if self.over_axi:
            return external(self.geometry, position, LATENCY, chooses=chooses, shares=shares)
        return on_chip(self.geometry, position, chooses, shares)

    @cached_property
    def timeline(self):
        """The Timeline of the token at `position`."""
        return self.timeline_at(self.position)

    @property
    def bound(self):
        """Cycles of that token at least."""
        return bound(self.geometry, self.position)

    @property
    def busy(self):
        """The share of its cycles in which a multiplier does useful work, the mean of all multipliers."""
        return utilisation(self.geometry, self.position, self.timeline.cycles)

    @property
    def of_a_prompt(self):
        """How a prompt's tokens read the weights, in a sentence."""
        if self.geometry.vectors == 1:
            return ("A prompt's token reads the weights as a generated one does, one position per pass, so both lie at "
                    "the same point.")
        return (f"Shown is a generated token; a pass over a prompt reads the weights once for up to "
                f"{self.geometry.vectors} positions, and lies so many times as far to the right.")

    @property
    def certainty(self):
        """How far the cycle model's figures may be trusted, in a sentence."""
        if not self.over_axi:
            return "The tests hold the cycle model to the simulated Verilog, cycle for cycle."
        if external_holds(self.geometry, self.position):
            return (f"For a memory of latency {LATENCY} that gives a word per cycle; the tests hold the cycle model to "
                    "the simulated Verilog within 0.5 %, a stage within 3 %.")
        return (f"For a memory of latency {LATENCY} that gives a word per cycle; an estimate, for the tests hold the "
                "cycle model only where rows are longer, keys wider or positions later.")
