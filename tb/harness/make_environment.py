"""The environment of a make that another make's run should not influence."""

import os

FROM_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")
"""What make hands down: its options, and the variables of its command line."""


def without_make(**variables):
    """This process's environment without what a make above it handed down, and with `variables`."""
    return {name: value for name, value in os.environ.items() if name not in FROM_MAKE} | variables
