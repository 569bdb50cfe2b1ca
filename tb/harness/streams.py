"""Both ends of a stream, under random pauses: words go in through a `Source` and come out at a `Sink`.

A stream is a `valid`, an optional `ready`, and data signals. Without `ready` every valid cycle is a transfer.
"""

import cocotb
from cocotb.triggers import Event, FallingEdge, RisingEdge, SimTimeoutError, with_timeout
from cocotb.utils import get_sim_time

from llama2_rtl.simulation.dut import PERIOD_NS


async def while_high(clock, signal, note):
    """Calls `note()` in the middle of every cycle in which `signal` is high, for ever; sleeps while it is low."""
    while True:
        await FallingEdge(clock)
        if int(signal.value):
            note()
        else:
            await RisingEdge(signal)


def token_packet(tokens):
    """The words of a packet of tokens for a `Source`, `last` with the last one."""
    return [dict(token=token, last=int(number == len(tokens) - 1)) for number, token in enumerate(tokens)]


def unpack(value, width, count, signed=False):
    """The `count` elements, `width` bits each, of a packed vector; element 0 is the least significant."""
    elements = [(value >> (index * width)) & ((1 << width) - 1) for index in range(count)]
    return [e - (1 << width) if signed and e >> (width - 1) else e for e in elements]


def pack(elements, width):
    """The packed vector of the elements, `width` bits each; element 0 is the least significant."""
    return sum((int(e) & ((1 << width) - 1)) << (index * width) for index, e in enumerate(elements))


async def within(event, cycles, failure):
    """Until `event` is set; fails with the sentence `failure` after so many cycles."""
    try:
        await with_timeout(event.wait(), cycles * PERIOD_NS, "ns")
    except SimTimeoutError:
        raise AssertionError(f"{failure} in {cycles} cycles") from None


class Source:
    """Offers words: dicts of data signal name -> integer; a share `pause` of the cycles passes between words.

    clock, valid, ready: handles, ready may be None. data: name -> handle. random: generator for the pauses.
    """

    def __init__(self, clock, valid, ready, data, random, pause=0.0):
        self.clock, self.valid, self.ready, self.data = clock, valid, ready, data
        self.random, self.pause = random, pause

    async def send(self, words):
        """Returns in the cycle after the last word was taken."""
        for word in words:
            while self.random.random() < self.pause:
                await RisingEdge(self.clock)
            for name, value in word.items():
                self.data[name].value = value
            self.valid.value = 1
            await self._taken()
            self.valid.value = 0

    async def _taken(self):
        while True:
            await FallingEdge(self.clock)
            taken = self.ready is None or int(self.ready.value) == 1
            await RisingEdge(self.clock)
            if taken:
                return
            if not int(self.ready.value):
                await RisingEdge(self.ready)


class Sink:
    """Takes words into the list `words`: dicts of data signal -> integer, signed for names in `signed`.

    With `ready` it refuses in a share `pause` of the cycles, and fails where the stream withdraws or changes
    a word that it had offered. `cycles` holds the cycle, counted from the sink's start, of each word.
    """

    def __init__(self, clock, valid, ready, data, random=None, pause=0.0, signed=()):
        self.clock, self.valid, self.ready, self.data = clock, valid, ready, data
        self.random, self.pause, self.signed = random, pause, signed
        self.words, self.cycles, self.came = [], [], Event()
        self.begin = get_sim_time("ns")
        if ready is None or random is None or not pause:
            if ready is not None:
                ready.value = 1
            cocotb.start_soon(while_high(clock, valid, lambda: self._keep(self._read())))
        else:
            cocotb.start_soon(self._take())

    async def wait(self, count, limit=100_000):
        """Until `count` words have come. Fails after `limit` cycles without a new one."""
        while len(self.words) < count:
            self.came.clear()
            await within(self.came, limit, f"{self.valid._path}: {len(self.words)} of {count} words, then none")

    def _keep(self, word):
        self.words.append(word)
        self.cycles.append(int(get_sim_time("ns") - self.begin) // PERIOD_NS)
        self.came.set()

    async def _take(self):
        offered = None
        while True:
            ready = self.random.random() >= self.pause
            self.ready.value = int(ready)
            await FallingEdge(self.clock)
            word = self._read() if int(self.valid.value) else None
            assert offered in (None, word), f"{self.valid._path}: {offered} was offered, then {word}"
            if word is not None and ready:
                self._keep(word)
            offered = None if ready else word
            await RisingEdge(self.clock)

    def _read(self):
        return {name: handle.value.to_signed() if name in self.signed else int(handle.value)
                for name, handle in self.data.items()}
