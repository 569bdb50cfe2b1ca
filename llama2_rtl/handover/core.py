"""What every product of the hand-off is made from."""

import importlib.metadata
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from converters.presets import Preset
from llama2_rtl.handover.golden_run import GoldenRun

FREQUENCY_MHZ = 100
"""The clock that the constraints ask for, and that the testbench runs on."""

_templates = Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), undefined=StrictUndefined,
                         trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)


@dataclass(frozen=True)
class Core:
    """A converted decoder: `ports` (`llama2_rtl.handover.ports.Port`) of the module `top`, the names of its Verilog
    files (`sources`, children first) and `memories` in `rtl/`, and what golden says about a prompt (`run`)."""

    preset: Preset
    checkpoint: Path
    top: str
    ports: list
    sources: list
    memories: list
    run: GoldenRun

    @property
    def inputs(self):
        return [port for port in self.ports if port.direction == "input"]

    @property
    def outputs(self):
        return [port for port in self.ports if port.direction == "output"]

    @property
    def streams(self):
        """Names of the AXI4-Stream interfaces."""
        return list(dict.fromkeys(port.stream for port in self.ports if port.stream))

    def render(self, template, **values):
        """The text of a file in `templates/`."""
        version = importlib.metadata.version("llama2-rtl")
        return _templates.get_template(template).render(core=self, mhz=FREQUENCY_MHZ, version=version, **values)
