"""A serial line seen from the testbench: bytes driven onto a pin and read from one, in time instead of cycles."""

import cocotb
from cocotb.triggers import FallingEdge, Timer

BITS = 10
"""Start bit, eight data bits, stop bit."""


def frame(byte):
    """The line's levels for a byte, in the order of time."""
    return [0, *((byte >> index) & 1 for index in range(8)), 1]


async def send(pin, data, bit_ps):
    """Drives bytes onto `pin` without a gap; returns at the end of the last stop bit."""
    for byte in data:
        for level in frame(byte):
            pin.value = level
            await Timer(bit_ps, "ps")


class Listener:
    """Collects the bytes on `pin` in `data`; each bit is read in its middle. Fails on a stop bit that is low."""

    def __init__(self, pin, bit_ps):
        self.pin, self.bit_ps, self.data = pin, bit_ps, bytearray()
        cocotb.start_soon(self._listen())

    async def _listen(self):
        while True:
            await FallingEdge(self.pin)
            await Timer(self.bit_ps // 2, "ps")
            levels = []
            for _ in range(BITS):
                levels.append(int(self.pin.value))
                if len(levels) < BITS:
                    await Timer(self.bit_ps, "ps")
            assert (levels[0], levels[-1]) == (0, 1), f"{self.pin._path}: a byte of the levels {levels}"
            self.data.append(sum(level << index for index, level in enumerate(levels[1:-1])))
