"""The hand-off as a whole: golden runs the prompt, the design is converted, every product writes its files."""

from rich.console import Console

from converters.prefix import PREFIX
from converters.tops.llama2_rtl import PORT_NOTES, build_model
from converters.write import add_design
from golden.checkpoint import read_checkpoint
from golden.quantize import quantize_model
from golden.replace import replaced_folder
from llama2_rtl.handover import constraints, fusesoc, port_page, quartus, read_me, testbench, vectors, vivado
from llama2_rtl.handover.core import Core
from llama2_rtl.handover.golden_run import run_golden
from llama2_rtl.handover.ports import ports_of
from llama2_rtl.verilog import header

COMMAND = "handoff"
PRODUCTS = (read_me, port_page, fusesoc, testbench, constraints, vivado, quartus, vectors)


def write_handoff(preset, checkpoint, prompt, positions, folder, prefix=PREFIX):
    """Replaces `folder` by the hand-off of `preset` with the weights of the file `checkpoint`, all of it or nothing.
    `prompt` is a list of tokens, None for the default; `prefix` that of all names. Returns the number of files."""
    with replaced_folder(folder, COMMAND) as fresh, Console().status("quantising the weights") as status:
        model = quantize_model(read_checkpoint(checkpoint), preset.numerics)
        run = run_golden(model, preset.context, prompt, positions,
                         lambda done, of: status.update(f"golden: {done} of {of} positions"))
        status.update("converting to Verilog")
        module, params, memories = build_model(preset.geometry, model)
        (fresh / "rtl").mkdir()
        modules, memories = add_design(module, params, fresh / "rtl", memories, header(preset, COMMAND), prefix=prefix)
        core = Core(preset, checkpoint, modules[-1].verilog_name, ports_of(modules[-1], PORT_NOTES),
                    [f"{entry.verilog_name}.v" for entry in modules], list(memories), run)
        for product in PRODUCTS:
            for name, text in product.files(core).items():
                path = fresh / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        return sum(path.is_file() for path in fresh.rglob("*"))
