"""What the tests share: `simulate` for the pytest side, the other modules for the cocotb side.

Every `tb/**/test_<name>.py` is the test `<name>`; the first line of its docstring describes it in the list.
A cocotb test drives after the rising edge of `clk` and reads at the falling edge, where both simulators
agree.
"""

from tb.harness.simulate import simulate

__all__ = ["simulate"]
