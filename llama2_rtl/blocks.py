"""List every hardware block with its parameters and what it does."""

from rich.console import Console
from rich.table import Table

from converters.blocks import all_blocks


def add_arguments(parser):
    """No arguments."""


def run(arguments):
    table = Table("block", "parameters", "what it does", show_lines=True)
    for name, block in all_blocks().items():
        table.add_row(name, ", ".join(block.parameters), " ".join(block.__doc__.split("\n\n")[0].split()))
    Console().print(table)
    return 0
