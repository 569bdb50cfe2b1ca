"""Random tiles, announced as the row/column controller announces them, at random distances."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng

TILE = int(os.environ["ROWS_OF_TILE"])


@cocotb.test
async def tiles(dut):
    random = rng()
    await reset(dut)
    until_end, finished, due = 1, None, {"row_done": set(), "all_done": set(), "last_of_pass": set()}
    for cycle in range(600):
        tile, until_end = None, until_end - 1
        if until_end == 0:
            ends_matrix = random.random() < 0.3
            rows = random.randint(1, TILE) if ends_matrix else TILE
            tile = rows, ends_matrix or random.random() < 0.4, ends_matrix
            until_end = TILE + random.choice([0, 0, 1, 3])
            due["row_done"] |= {cycle + 1 + row for row in range(rows)}
            if tile[1]:
                due["last_of_pass"].add(cycle + rows - 1)
            if ends_matrix:
                due["all_done"].add(cycle + rows)
        dut.last_col.value, dut.tiles_last_of_pass.value = tile is not None, tile is not None and tile[1]
        dut.last_place.value = tile[0] - 1 if tile else random.randrange(TILE)
        dut.tiles_row_done.value, dut.tiles_all_done.value = finished is not None, finished is not None and finished[2]
        await FallingEdge(dut.clk)
        for name, cycles in due.items():
            expect_equal(f"tile_rows {name}", cycle in cycles, int(getattr(dut, name).value), cycle=cycle)
        finished = tile
        await RisingEdge(dut.clk)
