"""Tokens through a core over AXI4: a Verilator program with a memory in C++, a run of it for each token."""

import tempfile
from pathlib import Path

import numpy as np

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.simulation_result import Simulation

SIM = "verilator"


def simulate(preset, checkpoint, tokens, sim=None):
    """The `Simulation` of `tokens` by a `Preset` with the weights at a path, as `Core.simulate` has it. The KV cache
    goes from one run to the next in a file. Raises ValueError for another simulator than Verilator."""
    from llama2_rtl.simulation.external.program import run
    if sim not in (None, SIM):
        raise ValueError(f"the simulator '{sim}' has no memory beside the core; choose sim='{SIM}'")
    geometry = preset.geometry
    chosen, logits, cycles = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder, name) for name in ("image", "kv", "logits")}
        write_image(read_checkpoint(checkpoint), preset.numerics, geometry.tile, files["image"],
                    ports=geometry.ports)
        with files["kv"].open("wb") as file:
            file.truncate(KvLayout(geometry).words * geometry.word_bytes)
        for position, token in enumerate(tokens):
            counts = run(geometry, position, token, files=files)
            chosen.append(counts["tokens"][-1])
            logits.append(np.fromfile(files["logits"], "<i4"))
            cycles.append(counts["cycles"])
    return Simulation(chosen, np.array(logits, np.int32), cycles)
