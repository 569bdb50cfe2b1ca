"""The hand-off as a whole: golden runs the prompt, the design is converted, every product writes its files."""

from dataclasses import dataclass
from types import ModuleType

from rich.console import Console

from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.tops import llama2_rtl as chip_top
from llama2_rtl.converters.tops import llama2_rtl_axi as axi_top
from llama2_rtl.converters.tops import llama2_rtl_hosted as hosted_top
from llama2_rtl.converters.write import add_design
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.replace import replaced_folder
from llama2_rtl.handover import (
    axi_testbench,
    board_design,
    constraints,
    fusesoc,
    host,
    ip,
    port_page,
    quartus,
    read_me,
    testbench,
    vectors,
    vivado,
)
from llama2_rtl.handover.core import Core, image_path
from llama2_rtl.handover.golden_run import run_golden
from llama2_rtl.handover.ports import ports_of
from llama2_rtl.memory_choice import AXI, CHIP
from llama2_rtl.verilog import header

COMMAND = "handoff"

_SHARED = (read_me, port_page, fusesoc, constraints, ip, vivado, quartus, vectors)


@dataclass(frozen=True)
class Kind:
    """Where the weights lie: the module of the top, and the products of its hand-off."""

    top: ModuleType
    products: tuple


_OVER_AXI = (*_SHARED, axi_testbench, host)

KINDS = {CHIP: Kind(chip_top, (*_SHARED, testbench)), AXI: Kind(axi_top, _OVER_AXI)}
HOSTED = Kind(hosted_top, (*_OVER_AXI, board_design))


def write_handoff(preset, checkpoint, prompt, positions, folder, prefix=PREFIX, memory=CHIP, board=None):
    """Replaces `folder` by the hand-off of `preset` with the weights of the file `checkpoint`, all of it or nothing.
    `prompt` is a list of tokens, None for the default; `prefix` that of all names; `memory` where the weights lie;
    `board` the BoardFile that a design is made for, None for none. Returns the number of files. Raises ValueError where
    the board has not what the core needs."""
    kind = HOSTED if board else KINDS[memory]
    with replaced_folder(folder, COMMAND) as fresh, Console().status("quantising the weights") as status:
        model = quantize_model(read_checkpoint(checkpoint), preset.numerics)
        run = run_golden(model, preset.context, prompt, positions,
                         lambda done, of: status.update(f"golden: {done} of {of} positions"))
        packed = _pack(preset, checkpoint, fresh / image_path(preset), status) if memory == AXI else None
        status.update("converting to Verilog")
        if memory == AXI:
            build = hosted_top.build_hosted if board else axi_top.build_axi
            module, params, memories = build(preset.geometry)
        else:
            module, params, memories = chip_top.build_model(preset.geometry, model)
        (fresh / "rtl").mkdir()
        modules, memories = add_design(module, params, fresh / "rtl", memories, header(preset, COMMAND), prefix=prefix)
        notes = kind.top.port_notes(preset.geometry)
        core = Core(preset, checkpoint, prefix, modules[-1].verilog_name, ports_of(modules[-1], notes),
                    [f"{entry.verilog_name}.v" for entry in modules], list(memories), run, packed, board)
        for product in kind.products:
            for name, text in product.files(core).items():
                path = fresh / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        return sum(path.is_file() for path in fresh.rglob("*"))


def _pack(preset, checkpoint, path, status):
    """Packs the model into the file `path` and returns its ImageHeader."""
    path.parent.mkdir()
    return write_image(read_checkpoint(checkpoint), preset.numerics, preset.geometry.tile, path,
                       lambda done: status.update(f"packing the weights: {done >> 20:,} MiB"), preset.ports)
