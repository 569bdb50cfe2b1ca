"""The whole board at its pins: the host's program on the serial line asks, stops, asks again, gets golden's tokens."""

from llama2_rtl.converters.tops.llama2_rtl import build_model
from llama2_rtl.converters.tops.ulx3s import ulx3s
from tb.board.pll_model import simulate_with_pll
from tb.engine.geometries import geometry
from tb.tops.scenario import Scenario

SMALL = geometry(8, 16, 20, 2, 1, vocab_size=23, context=12)
CORE_MHZ, BAUD = 75, 75_000_000 // 8


def test_board():
    scenario = Scenario(SMALL, 1)
    _, _, memories = build_model(SMALL, scenario.model())
    simulate_with_pll(ulx3s, dict(geometry=SMALL, core_mhz=CORE_MHZ, baud=BAUD, hold_bits=6), "tb.board.board_cocotb",
                      memories, scenario.to_env() | dict(CORE_MHZ=CORE_MHZ, BAUD=BAUD))
