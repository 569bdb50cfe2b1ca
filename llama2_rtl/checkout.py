"""What only a checkout of the project has, not an installed package: its tests, its pages and its reports' place."""

from llama2_rtl.converters.presets import ROOT


def in_checkout():
    """Whether the packages are folders of a checkout."""
    return (ROOT / "setup.cfg").is_file() and (ROOT / "tb").is_dir()


def need_checkout(what):
    """Raises ValueError where there is no checkout. `what` is in it, a sentence's beginning: "the tests lie"."""
    if not in_checkout():
        raise ValueError(f"{what} in a checkout of the project, and this is an installed package; run the command with "
                         "'make' in a checkout")
