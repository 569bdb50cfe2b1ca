"""Count ports, connections and bundles of the blocks, and the lines that say how wires lead; writes a report."""

import inspect
from collections import Counter
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llama2_rtl.converters import plumbing
from llama2_rtl.converters.blocks import all_blocks, parameters_under
from llama2_rtl.converters.hdl.interface import Interface, as_port
from llama2_rtl.converters.multipliers import MULT27X18
from llama2_rtl.converters.presets import DEFAULT, choose_shape
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.marks import report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import write_report
from llama2_rtl.golden.sampling_formats import LONGEST_LIST
from llama2_rtl.golden.weight_format import INT4B32, INT8B32
from llama2_rtl.shown import shown
from llama2_rtl.synthesis.boards import ULX3S

COMMAND = "interfaces"
REPORT = Path("build/interfaces.json")
ROWS, FORMATS = "int8", "int4b32/int8b32"
"""Of the designs in blocks."""

MOST = 5
"""Blocks with most ports that are named."""


def add_arguments(parser):
    """No arguments."""


def run(arguments):
    check_output(REPORT, report_mark(COMMAND))
    report = measure()
    write_report(REPORT, COMMAND, report)
    console = Console(highlight=False)
    console.print(table(report))
    console.print(f"written to {shown(REPORT)}")
    return 0


def designs():
    """Pairs of a top and its parameters, which together hold every block: the default preset on chip, over AXI4 and
    hosted, on a board and, for the blocks that only they have, with a single lane and with as many as a vector has
    elements; Llama-2-7B over AXI4, in rows at two memory ports; both with their matrices in blocks, of multipliers of
    either kind, the former with two ways of attention; engine and feed-forward network of a model whose values and W3
    have formats of their own; the queries of a model whose key heads have spare slots; a core with a batch of two
    vectors over AXI4, whose sampler has a list, and one that works on two texts at once with a list for each."""
    from llama2_rtl.converters.attention.query_store import query_store
    from llama2_rtl.converters.engine.mat_vec import mat_vec
    from llama2_rtl.converters.stages.feed_forward import feed_forward
    from llama2_rtl.converters.tops.llama2_rtl import llama2_rtl
    from llama2_rtl.converters.tops.llama2_rtl_axi import llama2_rtl_axi
    from llama2_rtl.converters.tops.llama2_rtl_hosted import llama2_rtl_hosted
    batch = replace(DEFAULT.geometry, vectors=2, sampler_list=LONGEST_LIST)
    wide = choose_shape("Llama-2-7B", formats=FORMATS)
    four, eight = INT4B32.name, INT8B32.name
    apart = replace(wide, numerics=replace(wide.numerics, blocks=ImageFormats(
        ((four, eight, four, four, four, eight, four),), eight, eight))).geometry
    board, board_params, _ = ULX3S.build(DEFAULT, None, ULX3S.core_mhz)
    return [(llama2_rtl, dict(geometry=DEFAULT.geometry)), (llama2_rtl_hosted, dict(geometry=DEFAULT.geometry)),
            (board, board_params),
            (llama2_rtl_axi, dict(geometry=choose_shape("Llama-2-7B", formats=ROWS, ports=2).geometry)),
            (llama2_rtl, dict(geometry=choose_shape(DEFAULT.name, formats=FORMATS, ways=2).geometry)),
            (llama2_rtl_axi, dict(geometry=replace(wide, multiplier=MULT27X18).geometry)),
            (llama2_rtl, dict(geometry=replace(DEFAULT, lanes=1).geometry)),
            (llama2_rtl, dict(geometry=replace(DEFAULT, lanes=DEFAULT.model.dim).geometry)),
            (mat_vec, dict(geometry=apart)), (feed_forward, dict(geometry=apart)),
            (query_store, dict(geometry=choose_shape("SmolLM2-135M", ways=2).geometry)),
            (llama2_rtl_axi, dict(geometry=batch)),
            (llama2_rtl_axi, dict(geometry=replace(DEFAULT.geometry, vectors=2, sequences=2, sampler_list=4)))]


def ports_of_blocks():
    """Block name -> its ports by name, each a `converters.hdl.interface.Port`, as the block is in one of `designs()`.
    """
    parameters = parameters_under(designs())
    return {name: {port: as_port(wires) for port, wires in block.ports(**parameters[name]).items()}
            for name, block in all_blocks().items()}


def measure():
    """The report: blocks; their ports (a bundle is one), mean and most; entries of connections and lines of plumbing as
    `converters.plumbing` counts them; ports without a direction; ports by the class of their bundle; the blocks with
    most ports."""
    blocks = all_blocks()
    sizes = {name: signature_ports(block) for name, block in blocks.items()}
    counted = plumbing.count(plumbing.sources())
    ports = [port for of_block in ports_of_blocks().values() for port in of_block.values()]
    bundles = Counter(type(port.wires).__name__ for port in ports if isinstance(port.wires, Interface))
    return dict(
        blocks=len(blocks), ports=sum(sizes.values()), connections=counted.connections,
        mean_ports=round(sum(sizes.values()) / len(sizes), 2), max_ports=max(sizes.values()),
        plumbing_lines=counted.plumbing_lines, plumbing_share=round(counted.plumbing_lines / counted.lines, 4),
        undirected_ports=sum(port.is_output is None for port in ports), bundles=dict(sorted(bundles.items())),
        most_ports=dict(sorted(sizes.items(), key=lambda block: (-block[1], block[0]))[:MOST]))


def signature_ports(block):
    """How many ports a block's signature lists."""
    parameters = inspect.signature(block.func).parameters.values()
    return sum(parameter.kind is not inspect.Parameter.KEYWORD_ONLY for parameter in parameters)


def table(report):
    """The counts, then the bundles, then the blocks with most ports."""
    view = Table("count", "of", show_header=False)
    view.columns[1].justify = "right"
    for name, value in report.items():
        if name == "plumbing_share":
            view.add_row(name, f"{value:.1%}")
        elif not isinstance(value, dict):
            view.add_row(name, f"{value:,}")
    for title, counts in (("bundle", report["bundles"]), ("most ports", report["most_ports"])):
        view.add_section()
        for name, value in counts.items():
            view.add_row(f"{title}: {name}", str(value))
    return view
