"""Quantise a checkpoint of any size and pack it into one file for the memory beside the core."""

from pathlib import Path

from rich.console import Console

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.presets import choose_preset, choose_shape
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.progress import Progress
from llama2_rtl.size import add_format, add_ports, warn_of_lanes

BUILD = Path("build")


def add_arguments(parser):
    parser.add_argument("--model", metavar="PATH",
                        help=f"{MODEL_HELP} (default: the one of the project)")
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of the preset's")
    parser.add_argument("--context", type=int,
                        help="positions that the KV cache beside it is to hold, instead of the preset's; the file is "
                             "the same")
    add_format(parser)
    add_ports(parser)
    parser.add_argument("--out", metavar="FILE", type=Path,
                        help="where to write instead of build/<preset>.img: a new file or a packed model")


def run(arguments):
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.image_file import MARK, write_image
    from llama2_rtl.golden.image_header import ImageHeader
    preset, path = choose_preset(None, arguments.model, arguments.lanes, formats=arguments.format,
                                 ports=arguments.ports)
    geometry = choose_shape(None, arguments.model, arguments.lanes, arguments.context,
                            formats=arguments.format, ports=arguments.ports).geometry
    KvLayout(geometry)  # the core that reads the file must be able to
    warn_of_lanes(preset.lanes)
    out = arguments.out or BUILD / f"{preset.name}.img"
    check_output(out, MARK, [path])
    console, checkpoint = Console(highlight=False), read_checkpoint(path)
    for note in checkpoint.notes:
        console.print(note, soft_wrap=True)
    ports = preset.ports
    total = ports * ImageHeader(preset.model, preset.numerics, preset.geometry.tile, 0, ports=ports).payload_bytes
    with Progress(console) as progress:
        progress.step(f"packing {path.name}")
        header = write_image(checkpoint, preset.numerics, preset.geometry.tile, out,
                             lambda done: progress.detail(f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB"), ports)
    parts = f"{ports} parts, one for each port; the first has " if ports > 1 else ""
    console.print(f"{out}: {parts}{header.payload_bytes:,} bytes for {preset.lanes} lanes, CRC-32 "
                  f"{header.payload_crc:08x}, behind a header of {PAGE:,} bytes, which goes into memory with them",
                  soft_wrap=True)
    console.print(kv_sentence(geometry), soft_wrap=True)
    return 0


def kv_sentence(geometry):
    """What the core needs beside the image, in words."""
    pages = KvLayout(geometry).pages
    where = ", at each port" if geometry.ports > 1 else ""
    return f"its core's KV cache of {geometry.context:,} positions takes {pages * PAGE:,} bytes, {pages:,} pages{where}"
