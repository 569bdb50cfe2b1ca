"""The pins of a serial line as the port that `BoardLink` knows, in simulated time."""

from cocotb.task import resume
from cocotb.triggers import Timer

from tb.uart.line import BITS, Listener, send


class LinePort:
    """`write` and `read` block the thread of a `cocotb.bridge`; `to_board` is driven, `from_board` heard."""

    def __init__(self, to_board, from_board, baud, timeout_bytes):
        self.to_board, self.bit_ps = to_board, round(1e12 / baud)
        self.timeout_bytes = timeout_bytes
        self.listener = Listener(from_board, self.bit_ps)

    @resume
    async def write(self, data):
        await send(self.to_board, data, self.bit_ps)

    @resume
    async def read(self, size):
        """`size` bytes, fewer once `timeout_bytes` byte times have passed without them."""
        for _ in range(self.timeout_bytes):
            if len(self.listener.data) >= size:
                break
            await Timer(BITS * self.bit_ps, "ps")
        data = bytes(self.listener.data[:size])
        del self.listener.data[:size]
        return data
