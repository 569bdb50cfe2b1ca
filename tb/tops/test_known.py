"""From a reset on, with every register and memory unknown before it, no block of any top hands on what is unknown."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from llama2_rtl.converters.tops.llama2_rtl_hosted import build_hosted
from llama2_rtl.simulation.known import VARIABLE, WAIVED
from llama2_rtl.simulation.simulate import UNKNOWN_OUTPUTS
from tb.axi import test_axi_positions, test_axi_texts
from tb.board import test_board
from tb.engine.geometries import MIXED, geometry
from tb.registers import test_driver
from tb.tops import test_top

PORTS = geometry(16, 32, 20, 8, 4, n_layers=1, vocab_size=23, context=12, ports=2)
SPARE = geometry(8, 80, 20, 5, 1, n_layers=1, vocab_size=23, context=12, ways=3)
BATCH = geometry(8, 40, 72, 4, 2, n_layers=1, context=70, blocks=MIXED, vectors=2, sampler_list=5)

TEXTS = geometry(8, 24, 17, 4, 2, n_layers=1, vocab_size=11, context=12, vectors=2, sequences=2)

TOPS = {
    "axi_with_ports": lambda: test_axi_positions.run(PORTS, [0, 1]),
    "axi_with_spare_slots": lambda: test_axi_positions.run(SPARE, [0, 1]),
    "axi_with_batches_blocks_and_a_list": lambda: test_axi_positions.run(BATCH, [0], sizes=[2]),
    "board": test_board.test_board,
    "texts": lambda: test_top.run_texts(1, 2, 2, 3, 1, [[[1, 5], [2, 7, 3]], [[4], [6, 6]]], ANY=1),
    "axi_with_texts": lambda: test_axi_texts.run(TEXTS, 0, [[[1, 5]], [[4]]], ends=0, sim="icarus"),
    "hosted": lambda: test_driver.test_the_python_driver_on_the_verilog(build_hosted, Path.cwd()),
}


@pytest.fixture(autouse=True)
def known(tmp_path, monkeypatch):
    """In a folder of its own, so that what is left there is of this run."""
    monkeypatch.setenv(VARIABLE, "1")
    monkeypatch.setenv("SIM", "icarus")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("top", TOPS)
def test_tops(top):
    TOPS[top]()


def test_on_chip():
    """With drafts and a list and without; all that is waived is unknown at some time, so that no waiver is there that
    nothing needs."""
    test_top.run(test_top.SCENARIO, 3, [[1, 5], [2]], 2, "01")
    test_top.test_drafts_with_a_list(0, {})
    paths = [path for told in Path().rglob(UNKNOWN_OUTPUTS) for path in told.read_text().split()]
    assert [pattern for pattern in WAIVED if not any(fnmatchcase(path, pattern) for path in paths)] == []
