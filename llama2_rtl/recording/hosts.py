"""What stands around a recorded core: the ends of streams and a memory, with pauses of theirs, for cocotb. All begin
and end right after a rising edge, and look at the signals in the middle of a cycle."""

from collections import deque

from cocotb.triggers import FallingEdge, RisingEdge

OKAY, DECERR = 0, 3
"""Responses of AXI4."""


async def offer(clock, valid, ready, words, random, pause):
    """Offers words, dicts of a handle -> its value, one after the other, and pauses a share `pause` of the cycles
    between them; returns in the cycle after the last was taken."""
    for word in words:
        while random.random() < pause:
            await RisingEdge(clock)
        for handle, value in word.items():
            handle.value = value
        valid.value = 1
        await FallingEdge(clock)
        while not int(ready.value):
            await FallingEdge(clock)
        await RisingEdge(clock)
        valid.value = 0


async def take(clock, valid, ready, random, pause, until=lambda: False):
    """Takes words, refusing in a share `pause` of the cycles, until `until()` holds of a word that is taken."""
    taken = False
    while not taken:
        ready.value = int(random.random() >= pause)
        await FallingEdge(clock)
        taken = int(valid.value) and int(ready.value) and until()
        await RisingEdge(clock)
    ready.value = 0


class Memory:
    """Answers the AXI4 master of the ports `dut.m_axi_*` in order, after `latency` cycles; each channel pauses a share
    `pause` of the cycles. contents: base address -> bytearray of what is there, which writes change. Elsewhere, and
    where a burst leaves it, reads are answered with DECERR and zeros; nothing may be written there."""

    def __init__(self, dut, beat_bytes, contents, latency, random, pause):
        self.dut, self.beat_bytes, self.contents, self.latency = dut, beat_bytes, contents, latency
        self.random, self.pause, self.cycle = random, pause, 0
        self.reads, self.writes, self.words, self.answers = deque(), deque(), deque(), deque()

    async def run(self):
        while True:
            self._drive()
            await FallingEdge(self.dut.aclk)
            self._sample()
            self.cycle += 1
            await RisingEdge(self.dut.aclk)

    def _port(self, name):
        return getattr(self.dut, f"m_axi_{name}")

    def _open(self):
        return int(self.random.random() >= self.pause)

    def _passes(self, channel):
        return int(self._port(f"{channel}valid").value) and int(self._port(f"{channel}ready").value)

    def _drive(self):
        for channel in ("ar", "aw", "w"):
            self._port(f"{channel}ready").value = self._open()
        for channel, waiting in (("r", self.reads), ("b", self.answers)):
            is_offered = bool(waiting) and waiting[0]["due"] <= self.cycle and (waiting[0]["begun"] or self._open())
            self._port(f"{channel}valid").value = int(is_offered)
            if is_offered:
                waiting[0]["begun"] = True
                self._port(f"{channel}id").value = waiting[0]["id"]
        if self.reads:
            word = self._place(self.reads[0]["at"])
            self._port("rdata").value = int.from_bytes(word or b"", "little")
            self._port("rresp").value = OKAY if word else DECERR
            self._port("rlast").value = int(self.reads[0]["beats"] == 1)

    def _sample(self):
        if self._passes("r"):
            self._advance(self.reads)
        if self._passes("b"):
            self.answers.popleft()
        for channel, bursts in (("ar", self.reads), ("aw", self.writes)):
            if self._passes(channel):
                identifier, at, beats = (int(self._port(f"{channel}{name}").value) for name in ("id", "addr", "len"))
                bursts.append(dict(id=identifier, at=at, beats=beats + 1, due=self.cycle + self.latency, begun=False))
        if self._passes("w"):
            self.words.append((int(self._port("wdata").value), int(self._port("wstrb").value)))
        while self.writes and self.words:
            data, strobe = self.words.popleft()
            place = self._place(self.writes[0]["at"])
            for number, byte in enumerate(data.to_bytes(self.beat_bytes, "little")):
                if strobe >> number & 1:
                    place[number] = byte
            ended = self._advance(self.writes)
            if ended:
                self.answers.append(ended | dict(due=self.cycle + self.latency, begun=False))

    def _place(self, at):
        """The word at an address, None where nothing is."""
        for base, content in self.contents.items():
            if base <= at < base + len(content):
                return memoryview(content)[at - base:at - base + self.beat_bytes]
        return None

    def _advance(self, bursts):
        """On to the next word of the first burst, which is returned where that was its last."""
        burst = bursts[0]
        burst["at"] += self.beat_bytes
        burst["beats"] -= 1
        burst["begun"] = False
        return None if burst["beats"] else bursts.popleft()
