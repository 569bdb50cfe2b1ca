"""Draw the pictures of the documentation from the design, write the README's figures, build the site: build/docs/."""

import logging
import subprocess
import sys
import tempfile
from pathlib import Path

from llama2_rtl.checkout import need_checkout
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.marks import FolderMark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import replaced_folder, scratch_folder
from llama2_rtl.pictures.figures import with_figures
from llama2_rtl.pictures.generated import generated
from llama2_rtl.shown import shown

COMMAND = "docs"
SOURCE, SITE = ROOT / "docs", Path("build/docs")
GENERATED = SOURCE / "generated"
README = ROOT / "README.md"


def add_arguments(parser):
    """No arguments."""


def run(arguments):
    logging.getLogger("cocotb").propagate = False
    need_checkout("the pages lie")
    for folder in (GENERATED, SITE):
        check_output(folder, FolderMark(COMMAND))
    check_builder()
    print("drawing the pictures", flush=True)
    files = generated(lambda line: print(line, flush=True))
    with replaced_folder(GENERATED, COMMAND) as fresh:
        for name, text in files.items():
            (fresh / name).write_text(text)
    write_figures()
    print(f"{len(files)} pictures and pages in {shown(GENERATED)}; building the site", flush=True)
    with replaced_folder(SITE, COMMAND) as fresh:
        build(fresh)
    print(f"written to {shown(SITE)}")
    return 0


def write_figures():
    """Writes the present figures into their place in the README, and leaves the rest as it is."""
    before = README.read_text()
    after = with_figures(before)
    if after != before:
        with scratch_folder(README) as folder:
            (folder / README.name).write_text(after)
            (folder / README.name).replace(README)


def check_builder():
    """Raises MissingExtra where the builder of the site, or what the pictures are recorded with, is not installed."""
    need("docs", "golden", "simulation")


def build(folder):
    """Builds the site into a folder. Raises AssertionError with the builder's lines where it warns of anything."""
    with tempfile.TemporaryDirectory() as between:
        done = subprocess.run([sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-d", between, SOURCE,
                               folder], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise AssertionError("the site does not build without a warning:\n" + done.stdout.strip())
