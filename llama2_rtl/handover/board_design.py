"""What a hand-off has for a board, in `board/`: the design around the core for the vendor's tools, and where a host
finds all of it."""

import re
from dataclasses import replace

from llama2_rtl.board_plan import joined_ranges
from llama2_rtl.converters.geometry import LONGEST_BURST
from llama2_rtl.converters.registers.register_map import BY_NAME, of_port, registers_of
from llama2_rtl.converters.registers.token_words import TOKENS_OFFSET
from llama2_rtl.converters.tops.llama2_rtl_axi import managers
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.handover.places import place
from llama2_rtl.handover.ports import CLOCK, INTERRUPT, LITE, RESET
from llama2_rtl.synthesis.board_files.read import VITIS, ZYNQ

REGISTERS_ADDRESS = 0xA000_0000
"""Of the core on M_AXI_HPM0_FPD, as the processing system of a Zynq UltraScale+ sees it (AMD UG1085)."""

DDR_LOW_END = 0x8000_0000
"""Where the lower of the two parts of its memory ends."""

FIRST_HP = 2
"""S_AXI_HP0_FPD is port 2 among the parameters of the processing system."""

AFI_WIDTHS = {128: 0, 64: 1, 32: 2}
"""Bits of a port of the processing system -> what AFIFM*_RDCTRL and AFIFM*_WRCTRL, two registers of each port, call
them (AMD UG1087)."""

CONTROL = "s_axi_control"
KERNEL_NAMES = {CLOCK: "ap_clk", RESET: "ap_rst_n", INTERRUPT: "interrupt"}
"""How Vitis calls these ports of a kernel (AMD UG1393), and its AXI4-Lite port."""


def files(core):
    return {ZYNQ: _zynq, VITIS: _vitis}[core.board.shell.kind](core)


def _zynq(core):
    ports = core.preset.ports
    sizes = [-(-size // PAGE) * PAGE for size in ports * [core.part_bytes] + ports * [core.kv_pages * PAGE]]
    parts = place(sizes, core.board.memory.ranges, core.board.shell.kept)
    values = dict(afi_width=AFI_WIDTHS[8 * core.preset.geometry.beat_bytes],
                  afi_registers=range(2 * FIRST_HP, 2 * (FIRST_HP + ports)), image=parts[:ports],
                  kv=parts[ports:], registers_address=REGISTERS_ADDRESS,
                  tokens_address=REGISTERS_ADDRESS + TOKENS_OFFSET, window_bytes=core.register_bytes,
                  managers=_managers(core), first_hp=FIRST_HP, low_end=DDR_LOW_END,
                  options=_options(core), reserved=joined_ranges(zip(parts, sizes, strict=True)))
    return {"board/block_design.tcl": core.render("zynq_block_design.tcl", **values),
            f"board/{core.top}.dtso": core.render("zynq_overlay.dtso", **values),
            "board/device.toml": core.render("device.toml", **values),
            "board/README.md": core.render("zynq_readme.md", **values)}


def _options(core):
    """The options by which `doctor`, `chat` and `serve` know the core."""
    preset = core.preset
    told = dict(model=core.checkpoint.name, lanes=preset.lanes, context=preset.context,
                format=preset.numerics.formats.name)
    usual = dict(ways=1, batch=1, sequences=1, ports=1, burst=LONGEST_BURST, sampler_list=0)
    chosen = dict(ways=preset.ways, batch=preset.batch, sequences=preset.sequences, ports=preset.ports,
                  burst=preset.longest_burst, sampler_list=preset.sampler_list)
    told |= {name: value for name, value in chosen.items() if value != usual[name]}
    return " ".join(f"--{name.replace('_', '-')} {value}" for name, value in told.items())


def _vitis(core):
    name = f"{core.top}_kernel"
    values = dict(kernel=name, ports=[(kernel_port(port), port) for port in core.ports], managers=_managers(core),
                  control=CONTROL, pointers=[*_pointers(core)], window_bytes=core.register_bytes,
                  registers=[register for register in registers_of(core.preset.geometry)
                             if not re.fullmatch(r"(IMAGE|KV)_BASE_(LOW|HIGH)(_\d+)?", register.name)],
                  tokens_offset=TOKENS_OFFSET, page=PAGE, pointers_of=[", ".join(
                      of_port(f"{what}_BASE_{half}", port) for what in ("IMAGE", "KV") for half in ("LOW", "HIGH"))
                      for port in range(core.preset.ports)])
    return {f"board/{name}.v": core.render("vitis_kernel.v", **values),
            "board/package_kernel.tcl": core.render("vitis_package_kernel.tcl", **values),
            "board/link.cfg": core.render("vitis_link.cfg", **values),
            "board/README.md": core.render("vitis_readme.md", **values)}


def _managers(core):
    """The names of the AXI4 managers, those of port 0, 1 and so on."""
    return [name.rstrip("_") for name in managers(core.preset.geometry)]


def _pointers(core):
    """(name, offset, manager) of the addresses of 64 bits among the registers: each lies at a port's memory."""
    for port, manager in enumerate(_managers(core)):
        for what in ("IMAGE_BASE", "KV_BASE"):
            low = BY_NAME[of_port(f"{what}_LOW", port)]
            yield of_port(what, port), low.offset, manager


def kernel_port(port):
    """A port of the core as a kernel of Vitis has it."""
    name = KERNEL_NAMES.get(port.name, port.name)
    return replace(port, name=f"{CONTROL}_{port.signal}" if port.standard == LITE else name)
