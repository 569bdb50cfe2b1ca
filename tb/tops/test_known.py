"""From a reset on, with every register and memory unknown before it, no block of any top hands on what is unknown."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from llama2_rtl.simulation.known import VARIABLE, WAIVED
from llama2_rtl.simulation.simulate import UNKNOWN_OUTPUTS
from tb.axi import test_axi_positions
from tb.board import test_board
from tb.engine.geometries import MIXED, geometry
from tb.tops import test_top

SMALL = geometry(8, 16, 20, 2, 1, n_layers=1, vocab_size=23, context=12)
IN_BLOCKS = geometry(16, 40, 72, 4, 2, n_layers=1, context=70, blocks=MIXED, ports=2, vectors=2, sampler_list=5)

TOPS = {
    "on_chip": lambda: test_top.run(test_top.SCENARIO, 3, [[1, 5], [2]], 2, "01"),
    "on_chip_with_drafts_and_a_list": test_top.test_drafts_beside_a_list,
    "axi": lambda: test_axi_positions.run(SMALL, [0, 1, 2]),
    "axi_with_ports_blocks_batches_and_a_list": lambda: test_axi_positions.run(IN_BLOCKS, [0, 2], sizes=[2, 1]),
    "board": test_board.test_board,
}


@pytest.fixture(autouse=True)
def known(tmp_path, monkeypatch):
    """In a folder of its own, so that what it left there is of this run."""
    monkeypatch.setenv(VARIABLE, "1")
    monkeypatch.setenv("SIM", "icarus")
    monkeypatch.chdir(tmp_path)


def told():
    """The paths of the unknown wires that the run of this test told of."""
    [found] = Path().rglob(UNKNOWN_OUTPUTS)
    return found.read_text().split()


@pytest.mark.parametrize("top", TOPS)
def test_tops(top):
    TOPS[top]()


def test_what_is_waived():
    """No waiver is there that nothing needs."""
    TOPS["on_chip_with_drafts_and_a_list"]()
    paths = told()
    assert [pattern for pattern in WAIVED if not any(fnmatchcase(path, pattern) for path in paths)] == []
