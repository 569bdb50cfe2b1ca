"""The instances that a cell of a flattened netlist comes from."""

import re
from itertools import takewhile

INSTANCE = re.compile("u_|lane_|add_")
"""How the names of instances begin; other names in a cell's path are those of memories."""


def instance_path(name):
    """The instances in the name of a cell, from the outermost in, as a tuple."""
    return tuple(takewhile(INSTANCE.match, name.split(".")[:-1]))
