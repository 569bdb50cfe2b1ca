"""A memory behind an AXI4 master, for cocotb: contents, random delays and pauses, faults, and the bus's rules
checked."""

from collections import defaultdict, deque
from dataclasses import dataclass, field

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

PAGE = 4096
OKAY, SLVERR, DECERR = 0, 2, 3


@dataclass
class Burst:
    """`beats` from the byte address `at` on, number `number` of its direction, to be answered from cycle `due` on."""

    number: int
    is_write: bool
    identifier: int
    at: int
    beats: int
    due: int = 0
    done: int = 0


@dataclass
class Traffic:
    """How the memory treats its master: cycles from an address to its first answer (from, to), shares of the cycles in
    which a channel pauses, whether bursts of several identifiers are answered in turns, and how many bursts of each
    direction it takes before it answers one."""

    latency: tuple = (1, 1)
    pause: float = 0.0
    interleave: bool = False
    places: int = 16


@dataclass
class Log:
    """What passed: the bursts of both directions."""

    reads: list = field(default_factory=list)
    writes: list = field(default_factory=list)


class AxiMemory:
    """Answers the master whose ports are `dut.m_axi_*`, or begin with another `name`. These may be replaced or changed
    at any time: `read_response(burst, beat)` and `write_response(burst)` give the response's code; bursts of which
    `withheld(burst)` is true, and those behind them with the same identifier, get no answer for as long; channels in
    `refused` ("ar", "aw", "w") are not ready.

    Fails where the master withdraws or changes what it offered, leaves a page within a burst or has more than the
    `longest` beats in one, has more than 16 outstanding bursts of a direction, marks the wrong beat as the last, or is
    not ready for an answer.
    """

    MOST_OUTSTANDING = 16

    def __init__(self, dut, clock, beat_bytes, random, traffic=None, name="m_axi", longest=256):
        self.dut, self.clock, self.beat_bytes, self.random = dut, clock, beat_bytes, random
        self.longest = longest
        self.traffic, self.pages, self.log, self.cycle = traffic or Traffic(), {}, Log(), 0
        self.read_response = lambda burst, beat: OKAY
        self.write_response = lambda burst: OKAY
        self.withheld, self.refused = lambda burst: False, set()
        self.ports = {field: getattr(dut, f"{name}_{field}") for channel in (
            "arid araddr arlen arvalid arready rid rdata rresp rlast rvalid rready",
            "awid awaddr awlen awvalid awready wdata wstrb wlast wvalid wready bid bresp bvalid bready",
        ) for field in channel.split() if hasattr(dut, f"{name}_{field}")}
        self.reads, self.writes = "arvalid" in self.ports, "awvalid" in self.ports
        self.forget()

    def forget(self):
        """As after a reset: nothing is outstanding, nothing is offered."""
        self.outstanding = defaultdict(deque)
        self.to_write, self.write_words, self.to_answer = deque(), deque(), deque()
        self.lost, self.offered, self.turn = 0, {}, None
        for name in ("arready", "rvalid", "awready", "wready", "bvalid"):
            if name in self.ports:
                self.ports[name].value = 0

    def start(self):
        self.task = cocotb.start_soon(self._run())
        return self

    @property
    def open_bursts(self):
        """Bursts that have not been answered."""
        return self._open_reads + self._open_writes

    @property
    def _open_reads(self):
        return sum(map(len, self.outstanding.values()))

    @property
    def _open_writes(self):
        return len(self.to_write) + len(self.to_answer)

    def load(self, at, data):
        """Puts bytes at an address."""
        for first in range(0, len(data), PAGE):
            self._put(at + first, data[first:first + PAGE])

    def _put(self, at, data):
        page, place = divmod(at, PAGE)
        here = self._page(page)
        fits = min(len(data), PAGE - place)
        here[place:place + fits] = data[:fits]
        if fits < len(data):
            self._put(at + fits, data[fits:])

    def read(self, at, size):
        """`size` bytes at an address, within a page; bytes that nobody put there are random."""
        page, place = divmod(at, PAGE)
        return bytes(self._page(page)[place:place + size])

    def _page(self, page):
        if page not in self.pages:
            self.pages[page] = bytearray(self.random.randbytes(PAGE))
        return self.pages[page]

    async def _run(self):
        while True:
            self._drive()
            await FallingEdge(self.clock)
            if self.reads:
                self._take_read()
            if self.writes:
                self._take_write()
            self.cycle += 1
            await RisingEdge(self.clock)

    def _ready(self):
        return int(self.random.random() >= self.traffic.pause)

    def _value(self, name):
        return int(self.ports[name].value)

    def _drive(self):
        ports = self.ports
        if self.reads:
            ports["arready"].value = self._takes("ar", self._open_reads < self.traffic.places)
            self._offer_read()
        if self.writes:
            ports["awready"].value = self._takes("aw", self._open_writes < self.traffic.places)
            ports["wready"].value = self._takes("w", True)
            self._offer_answer()

    def _takes(self, channel, has_place):
        return int(self._ready() and has_place and channel not in self.refused)

    def _due(self):
        return self.cycle + self.random.randint(*self.traffic.latency)

    def _stable(self, channel, names):
        """The master's transfer on a channel in this cycle, None where there is none."""
        offer = tuple(self._value(name) for name in names) if self._value(f"{channel}valid") else None
        before = self.offered.get(channel)
        assert before in (None, offer), f"{channel}: {before} was offered, then {offer}"
        taken = offer is not None and self._value(f"{channel}ready")
        self.offered[channel] = None if taken else offer
        return offer if taken else None

    def _burst(self, log, address):
        identifier, at, length = address
        burst = Burst(len(log), log is self.log.writes, identifier, at, length + 1, self._due())
        assert at % self.beat_bytes == 0, f"the address {at:#x} is no multiple of the {self.beat_bytes} bytes of a beat"
        last = at + burst.beats * self.beat_bytes - 1
        assert at // PAGE == last // PAGE, f"the burst of {burst.beats} beats at {at:#x} leaves its page"
        assert burst.beats <= self.longest, f"a burst of {burst.beats} beats, the longest has {self.longest}"
        log.append(burst)
        return burst

    def _take_read(self):
        if address := self._stable("ar", ("arid", "araddr", "arlen")):
            burst = self._burst(self.log.reads, address)
            self.outstanding[burst.identifier].append(burst)
            assert self._open_reads <= self.MOST_OUTSTANDING, f"{self._open_reads} outstanding reads"
        if self.turn is not None:
            assert self._value("rready"), "the master is not ready for a beat that it asked for"

    def _offer_read(self):
        """A beat of any burst that is due and first of its identifier; the bus takes it in this cycle."""
        ports, self.turn = self.ports, None
        due = [queue for queue in self.outstanding.values()
               if queue and queue[0].due <= self.cycle and not self.withheld(queue[0])]
        if not due or not self._ready():
            ports["rvalid"].value = 0
            return
        started = [queue for queue in due if queue[0].done]
        queue = self.random.choice(due) if self.traffic.interleave else (started or due)[0]
        burst = queue[0]
        response = self.read_response(burst, burst.done)
        self.turn = burst
        data = self.read(burst.at + burst.done * self.beat_bytes, self.beat_bytes)
        burst.done += 1
        ports["rvalid"].value, ports["rid"].value, ports["rresp"].value = 1, burst.identifier, response
        ports["rdata"].value, ports["rlast"].value = int.from_bytes(data, "little"), int(burst.done == burst.beats)
        if burst.done == burst.beats:
            queue.popleft()

    def _take_write(self):
        if address := self._stable("aw", ("awid", "awaddr", "awlen")):
            self.to_write.append(self._burst(self.log.writes, address))
        if word := self._stable("w", ("wdata", "wstrb", "wlast")):
            self.write_words.append(word)
        while self.to_write and self.write_words:
            self._write(self.to_write[0], *self.write_words.popleft())
        assert self._open_writes <= self.MOST_OUTSTANDING, f"{self._open_writes} outstanding writes"
        if self._value("bvalid"):
            assert self._value("bready"), "the master is not ready for an answer that it waits for"

    def _write(self, burst, data, strobe, last):
        word = bytearray(self.read(burst.at + burst.done * self.beat_bytes, self.beat_bytes))
        new = data.to_bytes(self.beat_bytes, "little")
        for lane in range(self.beat_bytes):
            if strobe >> lane & 1:
                word[lane] = new[lane]
        self._put(burst.at + burst.done * self.beat_bytes, word)
        burst.done += 1
        assert last == (burst.done == burst.beats), f"wlast is {last} at beat {burst.done} of {burst.beats}"
        if burst.done == burst.beats:
            burst.due = self._due()
            self.to_answer.append(self.to_write.popleft())

    def _offer_answer(self):
        ports = self.ports
        ports["bvalid"].value = 0
        if (not self.to_answer or self.to_answer[0].due > self.cycle or self.withheld(self.to_answer[0])
                or not self._ready()):
            return
        burst = self.to_answer.popleft()
        response = self.write_response(burst)
        ports["bvalid"].value, ports["bid"].value, ports["bresp"].value = 1, burst.identifier, response
