"""Passes over the weight image, with the classifier or without, as a token loop tells their ends."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge


class Taken:
    """The `words` of the stream `m` of `dut`, for which a test is ready as it likes."""

    def __init__(self, dut):
        self.dut, self.words = dut, []
        cocotb.start_soon(self._listen())

    async def _listen(self):
        while True:
            await FallingEdge(self.dut.clk)
            if int(self.dut.m_valid.value) and int(self.dut.m_ready.value):
                self.words.append(dict(data=int(self.dut.m_data.value)))


class Passes:
    """Tells `dut` how each pass of a `stream` of the `image`'s words ends, a cycle after the pass's first word was
    taken or `latest` cycles more at most: by the last `classifier` words, or without them, as chance has it."""

    def __init__(self, dut, stream, image, classifier, random, latest=0):
        self.dut, self.stream, self.random, self.latest = dut, stream, random, latest
        self.image, self.layers, self.told = image, image[:-classifier], []

    async def run(self):
        while True:
            begun = len(self.told)
            while len(self.stream.words) <= begun:
                await RisingEdge(self.dut.clk)
            for _ in range(self.random.randint(0, self.latest)):
                await RisingEdge(self.dut.clk)
            by_classifier = self.random.random() < 0.6
            self.told += self.image if by_classifier else self.layers
            self.dut.pass_end_known.value, self.dut.pass_end_classifier.value = 1, by_classifier
            await RisingEdge(self.dut.clk)
            self.dut.pass_end_known.value = 0

    def words(self, count):
        """The first `count` words of the stream, which have been taken."""
        return [*self.told, *self.image][:count]
