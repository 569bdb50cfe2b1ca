"""Matrices of many shapes, one after the other; words pass in random cycles."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng

ROW_BITS, WORD_BITS, TILE = (int(os.environ[name]) for name in ("ROW_BITS", "WORD_BITS", "ROWS_OF_TILE"))
SHAPES = [(1, 1), (1, 5), (7, 1), (1, 63), (3, 4), (PASS_ROWS - 1, 2), (PASS_ROWS, 2), (PASS_ROWS + 1, 1),
          (2 * PASS_ROWS, 3), (3 * PASS_ROWS - 5, 1)]
"""Rows and words of matrices."""


def places(rows, words):
    """The (tile, col) of each word."""
    return [(tile, col) for tile in range(-(-rows // TILE)) for col in range(words)]


class Checker:
    """Drives one cycle at a time and compares every output with the contract."""

    def __init__(self, dut, random):
        self.dut, self.random, self.finished = dut, random, None

    async def cycle(self, place, shape, pause, start=False):
        """One cycle. `place` is the (tile, col) of the word to pass, None between matrices; True if it passed."""
        dut, random = self.dut, self.random
        rows, words = shape
        dut.start.value = int(start)
        dut.last_row.value, dut.last_word.value = (rows - 1, words - 1) if start else (
            random.getrandbits(ROW_BITS), random.getrandbits(WORD_BITS))
        advance = random.random() >= pause
        dut.advance.value = int(advance)
        await FallingEdge(dut.clk)
        en = place is not None and advance
        tile, col = place or (0, 0)
        last_col, row = en and col == words - 1, min(rows, (tile + 1) * TILE) - 1
        expected = dict(busy=place is not None, en=en, clear=en and col == 0, last_col=last_col,
                        last_of_pass=last_col and (row % PASS_ROWS == PASS_ROWS - 1 or row == rows - 1),
                        row_done=self.finished is not None,
                        all_done=self.finished is not None and self.finished[0])
        if en:
            expected |= dict(col=col, last_place=row % TILE)
        if self.finished:
            expected["row_idx"] = self.finished[1]
        for name, value in expected.items():
            expect_equal(f"row_col_ctrl {name}", value, int(getattr(dut, name).value),
                         rows=rows, words=words, tile=tile, col=col)
        self.finished = (row == rows - 1, tile) if last_col else None
        await RisingEdge(dut.clk)
        return en


@cocotb.test
async def matrices(dut):
    random = rng()
    await reset(dut)
    checker = Checker(dut, random)
    shapes = [shape for shape in SHAPES if shape[0] < 1 << ROW_BITS and shape[1] < 1 << WORD_BITS]
    shapes += [(random.randint(1, min(20, (1 << ROW_BITS) - 1)), random.randint(1, min(9, (1 << WORD_BITS) - 1)))
               for _ in range(60)]
    random.shuffle(shapes)
    for shape in shapes:
        pause = random.choice([0, 0, 0.3, 0.7])
        for _ in range(random.choice([0, 0, 1, 3])):
            await checker.cycle(None, shape, pause)
        await checker.cycle(None, shape, pause, start=True)
        for place in places(*shape):
            while not await checker.cycle(place, shape, pause):
                pass
    await checker.cycle(None, shape, 0)
    await checker.cycle(None, shape, 0)
