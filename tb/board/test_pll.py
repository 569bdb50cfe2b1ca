"""The PLL: dividers within the limits, as ecppll chooses them; the frequency that the generated Verilog makes."""

import re
from fractions import Fraction

import pytest

from llama2_rtl.converters.boards.ecp5_pll import ecp5_pll
from llama2_rtl.converters.boards.pll_dividers import PFD_MHZ, VCO_MHZ, dividers
from llama2_rtl.synthesis.tools import run_tool
from tb.board.pll_model import simulate_with_pll


@pytest.mark.parametrize("wanted", [12.5, 25, 37.5, 50, 62.5, 75, 87.5, 99.5, 100, 112.5, 125, 400])
def test_within_the_limits(wanted):
    d = dividers(25, wanted)
    assert PFD_MHZ[0] <= d.pfd_mhz <= PFD_MHZ[1] and VCO_MHZ[0] <= d.vco_mhz <= VCO_MHZ[1]
    assert all(1 <= divider <= 128 for divider in (d.reference, d.feedback, d.output))
    assert d.vco_mhz == d.pfd_mhz * d.feedback * d.output
    assert abs(float(d.output_mhz) / wanted - 1) < 0.01


@pytest.mark.parametrize("wanted", [50, 75, 87.5, 100])
def test_as_ecppll(wanted, tmp_path):
    run_tool("ecppll", ["-i", "25", "-o", str(wanted)], tmp_path, "ecppll.log")
    words = (tmp_path / "ecppll.log").read_text()
    found = {name: int(value) for name, value in re.findall(r"(Refclk|Feedback|clkout0) divisor: (\d+)", words)}
    d = dividers(25, wanted)
    assert found == dict(Refclk=d.reference, Feedback=d.feedback, clkout0=d.output)


def test_the_nearest_frequency():
    assert dividers(25, 87.7).output_mhz == Fraction(175, 2)


@pytest.mark.parametrize("wanted", [0, -5, 3, 80, 110, 410, 900])
def test_out_of_reach(wanted):
    with pytest.raises(ValueError, match=rf"the PLL cannot make {wanted} MHz of 25; .*choose another frequency"):
        dividers(25, wanted)


@pytest.mark.parametrize("wanted", [50, 87.5, 100])
def test_frequency(wanted):
    simulate_with_pll(ecp5_pll, dict(input_mhz=25, output_mhz=wanted), "tb.board.pll_cocotb",
                      extra_env=dict(INPUT_MHZ=25, OUTPUT_MHZ=wanted))
