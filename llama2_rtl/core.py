"""A core as a Python object: written as Verilog, run by golden and in simulation, and described in figures."""

import operator
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from llama2_rtl.converters.prefix import check_prefix
from llama2_rtl.converters.presets import PRESETS, Preset, choose_shape
from llama2_rtl.figures import POSITION, figures
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.marks import FolderMark
from llama2_rtl.golden.near import advice
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.memory_choice import AXI, CHIP, choose_memory
from llama2_rtl.size import lanes_sentence
from llama2_rtl.verilog import COMMAND, generate, generate_axi


@dataclass(frozen=True)
class Core:
    """A decoder core, as `llama2_rtl.generate` makes it.

    preset: the model's shape, lanes, context and formats (`converters.presets.Preset`). checkpoint: the path of the
    weights, None where none are known. memory: "chip" or "axi". prefix and checks: as `generate` has them.

    Tokens are sequences of token numbers from 0 on. Logits are integers in Q16.16: divided by 65,536 they are the
    model's.
    """

    preset: Preset
    checkpoint: Path | None
    memory: str
    prefix: str
    checks: bool

    @property
    def name(self):
        """The preset's, which says too what of it was replaced."""
        return self.preset.name

    def write(self, folder):
        """Writes the Verilog as `llama2-rtl verilog --out` does: one module per file, `filelist.f` in dependency order,
        the memories' contents on chip, the registers' page and C for the host over AXI4.

        The folder is written whole or not at all; it does not exist, is empty, or is replaced where `llama2-rtl
        verilog` or this method wrote it. Returns its path. Raises ValueError where something else lies there, and for a
        core on chip whose weights are not known.
        """
        folder = Path(folder)
        check_output(folder, FolderMark(COMMAND), [self.checkpoint])
        if self.memory == AXI:
            generate_axi(self.preset, folder, self.prefix, self.checks)
        else:
            generate(self.preset, self._weights(), folder, prefix=self.prefix, checks=self.checks)
        return folder

    def predict(self, tokens):
        """Golden's logits at each position of `tokens`: int32 [positions, vocab_size], Q16.16.

        The core's are the same, bit for bit; `simulate` shows them. Needs the extra "golden". Raises ValueError for
        tokens outside the vocabulary and for more than the context holds, MissingExtra where PyTorch is not installed.
        """
        import numpy as np
        return self._run_golden(tokens).numpy().astype(np.int32)

    def trace(self, tokens):
        """Every intermediate number of golden: (name, layer, position) -> integer array, of each position of `tokens`.

        Names and shapes are those of `golden.taps.Taps`, without its batch; the final norm and the logits have the
        layer number n_layers. `llama2_rtl.handover.tap_formats` has the number format of each. Needs the extra
        "golden"; raises as `predict` does.
        """
        need("golden")
        from llama2_rtl.golden.taps import Taps
        taps = Taps()
        self._run_golden(tokens, taps)
        return {key: tensor[0].numpy() for key, tensor in taps.items()}

    def simulate(self, tokens, sim=None):
        """Runs the core's Verilog on `tokens`, one position after the other, and returns its `Simulation`.

        sim: "icarus" or "verilator", for a core on chip; by default what the environment variable SIM says, else
        Icarus Verilog. A core over AXI4 runs in a Verilator program with a memory in C++. What is built lies in
        build/ below the current folder and serves the next run. Needs the extra "simulation". Raises ValueError as
        `predict` does, for a simulator that is missing, and for as many tokens as the context has positions: the start
        of one more ends the last one's cycles, and for a core that works on several texts, each of which tells what a
        core of one does. Raises AssertionError where the simulation fails; a core on chip with `checks` fails where a
        rule of the blocks' ports is broken.
        """
        need("simulation")
        if self.preset.sequences > 1:
            raise ValueError(f"{self.name} works on {self.preset.sequences} texts at once; simulate a core of one, "
                             "which tells the same")
        tokens, weights = self._checked(tokens, self.preset.context - 1), self._weights()
        if self.memory == AXI:
            from llama2_rtl.simulated_axi import simulate
            return simulate(self.preset, weights, tokens, sim)
        from llama2_rtl.simulated_chip import simulate
        return simulate(self.preset, weights, tokens, sim, self.checks)

    def report(self, position=POSITION):
        """The figures of the core and of the token at `position`, or at the context's last where that comes before, as
        `llama2_rtl.figures.figures` describes them: plain numbers, strings, dicts and lists. Raises ValueError for a
        negative position and for lanes of which the cycle model knows nothing."""
        return figures(self.preset, self.memory, min(position, self.preset.context - 1))

    def _weights(self):
        if self.checkpoint is None:
            raise ValueError(f"the weights of {self.name} do not come with the project; give generate the path of a "
                             f"checkpoint, and preset='{self.name}'")
        return self.checkpoint

    def _checked(self, tokens, most):
        """The tokens as a list of integers. Raises ValueError where they are not what the core takes."""
        tokens = [operator.index(token) for token in tokens]
        if not 1 <= len(tokens) <= most:
            raise ValueError(f"{len(tokens)} tokens; give 1 to {most} for a context of {self.preset.context} positions")
        if wrong := [token for token in tokens if not 0 <= token < self.preset.model.vocab_size]:
            raise ValueError(f"the token {wrong[0]} is not in the vocabulary, 0 to {self.preset.model.vocab_size - 1}")
        return tokens

    def _run_golden(self, tokens, taps=None):
        """Golden's logits [positions, vocab_size], an integer tensor."""
        need("golden")
        import torch
        tokens = self._checked(tokens, self.preset.context)
        return self._golden.logits(torch.tensor([tokens]), taps=taps)[0]

    @cached_property
    def _golden(self):
        from llama2_rtl.golden.checkpoint import read_checkpoint
        from llama2_rtl.golden.decoder import Decoder
        from llama2_rtl.golden.quantize import quantize_model
        return Decoder(quantize_model(read_checkpoint(self._weights()), self.preset.numerics))


def choose_core(model, preset, lanes, context, memory, prefix, checks, formats=None, sampler_list=None, ways=None,
                multiplier=None, ports=None, longest_burst=None, batch=None, sequences=None):
    """As `llama2_rtl.generate`."""
    check_prefix(prefix)
    if isinstance(model, str) and model in PRESETS and preset is None:
        model, preset = None, model
    if model is not None and not Path(model).exists():
        raise ValueError(f"there is neither a preset nor a checkpoint '{model}'; {advice(str(model), PRESETS)}")
    if memory not in (None, CHIP, AXI):
        raise ValueError(f"there is no memory '{memory}'; choose {CHIP} or {AXI}")
    chosen = choose_shape(preset, model, lanes, context, formats=formats, sampler_list=sampler_list, ways=ways,
                          multiplier=multiplier, ports=ports, longest_burst=longest_burst, batch=batch,
                          sequences=sequences)
    memory = choose_memory(memory, chosen)
    if sentence := lanes_sentence(chosen.lanes):
        warnings.warn(sentence, stacklevel=3)
    checkpoint = chosen.checkpoint if model is None else Path(model)
    return Core(chosen, checkpoint, memory, prefix, bool(checks))
