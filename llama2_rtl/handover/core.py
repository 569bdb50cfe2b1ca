"""What every product of the hand-off is made from."""

import importlib.metadata
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.presets import Preset
from llama2_rtl.converters.registers.host_port import HOST_ADDRESS_BITS
from llama2_rtl.converters.registers.register_map import REGISTER_ADDRESS_BITS
from llama2_rtl.converters.registers.token_words import TOKEN_WORDS, TOKENS_OFFSET
from llama2_rtl.golden.image_header import ImageHeader
from llama2_rtl.handover.golden_run import GoldenRun
from llama2_rtl.handover.ports import CLOCK, RESET, STREAM
from llama2_rtl.synthesis.board_files.read import BoardFile

FREQUENCY_MHZ = 100
"""The clock that the constraints ask for, unless a board says it, and that the testbench runs on."""

_templates = Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), undefined=StrictUndefined,
                         trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)


def image_path(preset):
    """Where the packed model of a preset lies in the folder."""
    return f"image/{preset.name}.img"


@dataclass(frozen=True)
class Core:
    """A converted decoder under the `prefix`: `ports` (`llama2_rtl.handover.ports.Port`) of the module `top`, the names
    of its Verilog files (`sources`, children first) and `memories` in `rtl/`, and what golden says about a prompt
    (`run`). `header` is that of the packed model for the memory beside the core, None where the weights are on chip.
    `board` is the one that a design is made for; its core is hosted."""

    preset: Preset
    checkpoint: Path
    prefix: str
    top: str
    ports: list
    sources: list
    memories: list
    run: GoldenRun
    header: ImageHeader | None = None
    board: BoardFile | None = None

    @property
    def inputs(self):
        return [port for port in self.ports if port.direction == "input"]

    @property
    def outputs(self):
        return [port for port in self.ports if port.direction == "output"]

    @property
    def levels(self):
        """The inputs that are settings: no clock, no reset, of no interface."""
        return [port for port in self.inputs if not port.interface and port.name not in (CLOCK, RESET)]

    @property
    def interfaces(self):
        """Name -> its ports, of the AXI interfaces."""
        result = {}
        for port in self.ports:
            if port.interface:
                result.setdefault(port.interface, []).append(port)
        return result

    @property
    def streams(self):
        """Names of the AXI4-Stream interfaces."""
        return [name for name, ports in self.interfaces.items() if ports[0].standard == STREAM]

    @property
    def token_registers(self):
        """(name, byte offset) of the words of the token streams that are behind the registers."""
        return [(f"TOKENS_{name}", TOKENS_OFFSET + at) for name, (at, _) in TOKEN_WORDS.items()] if self.board else []

    @property
    def register_bytes(self):
        """Bytes that the port of the registers spans."""
        return 1 << (HOST_ADDRESS_BITS if self.board else REGISTER_ADDRESS_BITS)

    @property
    def ip_name(self):
        """The name of the IP: two configurations never have the same."""
        return re.sub(r"\W", "_", f"{self.top}_{self.preset.name}")

    @property
    def mhz(self):
        """The clock that the constraints ask for."""
        return self.board.clock.mhz if self.board else FREQUENCY_MHZ

    @property
    def version(self):
        return importlib.metadata.version("llama2-rtl")

    @property
    def ip_version(self):
        """The IP's version: two numbers, as Vivado has them."""
        return ".".join(self.version.split(".")[:2])

    @property
    def memory(self):
        """Where weights and KV cache lie, in words."""
        return "in a memory over AXI4" if self.header else "on chip"

    @property
    def image(self):
        """The path of the packed model in the folder."""
        return image_path(self.preset)

    @property
    def image_bytes(self):
        """Bytes of the packed model, its headers among them."""
        return self.header.bytes

    @property
    def part_bytes(self):
        """Bytes of the part of one port."""
        return self.image_bytes // self.preset.ports

    @property
    def kv_pages(self):
        """Pages of PAGE bytes of the KV cache, at each port."""
        return KvLayout(self.preset.geometry).pages

    def render(self, template, **values):
        """The text of a file in `templates/`."""
        return _templates.get_template(template).render(core=self, mhz=self.mhz, version=self.version, **values)
