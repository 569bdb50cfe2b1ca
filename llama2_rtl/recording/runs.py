"""The runs that are recorded: small cores, with what stands around them."""

from dataclasses import dataclass, replace

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.hdl.module import Module
from llama2_rtl.converters.memory.embedding import embedding
from llama2_rtl.converters.stages.list_sampler import list_sampler
from llama2_rtl.converters.tops.llama2_rtl import llama2_rtl
from llama2_rtl.converters.tops.llama2_rtl_axi import llama2_rtl_axi
from llama2_rtl.converters.tops.llama2_rtl_axi import memories as axi_memories
from llama2_rtl.converters.tops.memory_image import memories as chip_memories
from llama2_rtl.converters.uart.host_link import host_link
from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.golden.weight_format import INT4B32, INT8B32
from llama2_rtl.hierarchy import instances
from llama2_rtl.recording import vcd

GEOMETRY = Geometry(ModelConfig(dim=16, hidden_dim=20, n_layers=2, n_heads=4, n_kv_heads=2, vocab_size=23,
                                seq_len=70), Numerics(), lanes=8, context=70)
"""Two heads side by side in a word; rows that end within one; two spans of positions."""

IN_BLOCKS = replace(GEOMETRY, numerics=Numerics(blocks=ImageFormats.uniform(INT4B32, INT8B32)))
"""The same with its matrices in blocks."""

TEXTS = replace(GEOMETRY, vectors=2, sequences=2, sampler_list=4)
"""The same for two texts at once, with a list for each vector."""

EMBEDDING = dict(columns=GEOMETRY.columns, dim=GEOMETRY.model.dim, vectors=3)
"""A block of several vectors, which the cores of GEOMETRY have not."""

TOKENS = GEOMETRY.model.vocab_size
SAMPLER = dict(row_bits=GEOMETRY.row_bits, position_bits=GEOMETRY.position_bits, token_bits=GEOMETRY.token_bits,
               entries=4, vectors=2)
"""The sampler with a list for each of two vectors, which the cores of GEOMETRY have not."""

CYCLES_PER_BIT = 8
"""Of the board's serial line."""

SHOWN_BITS = 16
"""Of a word, at most, from its lowest on: what a cycle of a picture has room for."""

DUMP = "bundles.vcd"


def _chip_memories(geometry):
    from llama2_rtl.golden.checkpoint import random_checkpoint
    from llama2_rtl.golden.quantize import quantize_model
    return chip_memories(quantize_model(random_checkpoint(geometry.model, 1), geometry.numerics), geometry)


@dataclass(frozen=True)
class Run:
    """A simulation of `module` by the cocotb module `host`; `what` it is, in a few words. `clock` and `reset` are
    ports, which resets at `reset_level`. `memories` gives file name -> (bits per word, words)."""

    what: str
    module: Module
    params: dict
    host: str
    clock: str = "clk"
    reset: str = "rst"
    reset_level: int = 1
    memories: object = dict

    def record(self):
        """`[(instance, values)]` of the instances that have bundles, the top first: values is port -> int32 [cycles],
        its lowest SHOWN_BITS bits, from the first cycle after the reset on. Raises AssertionError where the run fails.
        """
        from llama2_rtl.simulation.simulate import simulate_verilog
        modules = design(self.module, self.params, checks=True)
        top = modules[-1]
        ports = [(instance, {port: ".".join((top.verilog_name, *instance.path, port))
                             for _, fields in instance.module.bundles.values() for port in fields.values()})
                 for instance in instances(modules) if instance.module.bundles]
        clock, reset = (f"{top.verilog_name}.{name}" for name in (self.clock, self.reset))
        files = {f"{module.verilog_name}.v": module.text for module in modules}
        files[f"{top.verilog_name}.v"] = vcd.with_dump(
            top.text, [clock, reset, *(name for _, names in ports for name in names.values())], DUMP)
        sides = dict(inputs=[port for port in top.shapes if port not in top.outputs],
                     outputs=[port for port in top.shapes if port in top.outputs])
        folder = simulate_verilog(files, top.verilog_name, sides, self.host, self.memories(), sim="icarus", seed=1)
        with open(folder / DUMP) as lines:
            values = vcd.read(lines, clock, SHOWN_BITS)
        begin = int((values[reset] != self.reset_level).argmax())
        return [(instance, {port: values[name][begin:] for port, name in names.items()}) for instance, names in ports]


def _core(what, module, host, memories, geometry=GEOMETRY):
    return Run(what, module, dict(geometry=geometry), host, "aclk", "aresetn", 0, lambda: memories(geometry))


RUNS = {
    "axi": _core("the core over AXI4, memory and host pause: faults, a prompt at positions 62 and 63, its answer",
                 llama2_rtl_axi, "llama2_rtl.recording.axi_cocotb", axi_memories),
    "chip": _core("the core on chip: a prompt and its answer", llama2_rtl, "llama2_rtl.recording.chip_cocotb",
                  _chip_memories),
    "link": Run("the host link of a board: a story, and a stop in the next", host_link,
                dict(geometry=GEOMETRY, cycles_per_bit=CYCLES_PER_BIT), "llama2_rtl.recording.link_cocotb"),
    "embedding": Run("the embedding of a batch: a row for each of its vectors", embedding, EMBEDDING,
                     "llama2_rtl.recording.embedding_cocotb"),
    "sampler": Run("the sampler with lists: a token of a text, then one with a draft behind it", list_sampler, SAMPLER,
                   "llama2_rtl.recording.sampler_cocotb", memories=lambda: MEMORIES),
    "blocks": _core("a core on chip whose matrices are in blocks: a prompt and its answer", llama2_rtl,
                    "llama2_rtl.recording.chip_cocotb", _chip_memories, IN_BLOCKS),
    "batch": _core("a core over AXI4 that takes a prompt's tokens two at a time: faults, a prompt at positions 62 and "
                   "63, its answer", llama2_rtl_axi, "llama2_rtl.recording.axi_cocotb", axi_memories,
                   replace(GEOMETRY, vectors=2)),
    "texts": _core("a core over AXI4 that works on two texts: a prompt of each, and their answers, in shared passes",
                   llama2_rtl_axi, "llama2_rtl.recording.texts_cocotb", axi_memories, TEXTS),
}
"""By their names in the recordings, the first first where several show a bundle equally well."""
