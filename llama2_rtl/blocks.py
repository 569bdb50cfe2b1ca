"""List every hardware block with its parameters, its ports with direction and bundle, and what it does."""

from rich.console import Console
from rich.table import Table

from llama2_rtl.converters.blocks import all_blocks
from llama2_rtl.converters.hdl.interface import Interface
from llama2_rtl.interfaces import ports_of_blocks


def add_arguments(parser):
    """No arguments."""


def run(arguments):
    table = Table("block", "parameters", "ports", "what it does", show_lines=True)
    table.columns[2].no_wrap = True
    ports = ports_of_blocks()
    for name, block in all_blocks().items():
        table.add_row(name, ", ".join(block.parameters), "\n".join(map(port_line, ports[name], ports[name].values())),
                      " ".join(block.__doc__.split("\n\n")[0].split()))
    Console().print(table)
    return 0


def port_line(name, port):
    """A port's direction where it is stated, its name, and the class of its bundle if it is one."""
    direction = {None: "", False: "in ", True: "out "}[port.is_output]
    return f"{direction}{name}" + (f": {type(port.wires).__name__}" if isinstance(port.wires, Interface) else "")
