"""The option that says where weights and KV cache lie, and what is chosen where it is not given."""

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.geometry import LONGEST_BURST
from llama2_rtl.converters.presets import ON_CHIP_BYTES, fits_on_chip
from llama2_rtl.converters.tops.llama2_rtl import check_on_chip

CHIP, AXI = "chip", "axi"


def add_memory(parser):
    """`--memory`, None where it is not given, as `choose_memory` takes it."""
    parser.add_argument("--memory", choices=(CHIP, AXI),
                        help="where weights and KV cache lie: on the chip, or in a memory beside it, over AXI4 "
                             f"(default: on the chip where each takes at most {ON_CHIP_BYTES >> 20} MiB)")


def choose_memory(memory, preset):
    """CHIP or AXI for a preset. Raises ValueError where the weights do not fit on chip that are to lie there, or no
    core over AXI4 has the preset's lanes."""
    of_memory = [f"{preset.ports} ports"] if preset.ports > 1 else []
    if preset.longest_burst != LONGEST_BURST:
        of_memory.append(f"bursts of {preset.longest_burst} beats")
    memory = memory or (CHIP if fits_on_chip(preset) and not of_memory else AXI)
    if memory == CHIP:
        if of_memory:
            raise ValueError(f"{' and '.join(of_memory)}, with weights and KV cache on the chip; leave PORTS and BURST "
                             f"away, or choose MEMORY={AXI}")
        check_on_chip(preset)
    else:
        KvLayout(preset.geometry)
    return memory


def folder_name(preset, memory):
    """The preset's, and where a core of it could have been on chip and is not, that it is not."""
    return f"{preset.name}-{AXI}" if memory == AXI and fits_on_chip(preset) else preset.name
