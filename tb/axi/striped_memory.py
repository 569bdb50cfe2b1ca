"""The memories of several ports as one: each word lies in them stripe by stripe."""


class StripedMemory:
    """Bytes by their place from a base address on, which each port has; `memories` are `AxiMemory`s."""

    def __init__(self, memories, bases, word_bytes):
        self.memories, self.bases, self.word_bytes = memories, bases, word_bytes
        self.beat_bytes = word_bytes // len(memories)

    def load(self, at, data):
        """Puts bytes at a place."""
        for place, begin, end in self._beats(at, len(data)):
            self._memory(place).load(self._address(place), data[begin:end])

    def read(self, at, size):
        """The bytes at a place."""
        return b"".join(self._memory(place).read(self._address(place), end - begin)
                        for place, begin, end in self._beats(at, size))

    def _beats(self, at, size):
        """(place, from, to) of the bytes that lie in one beat."""
        begin = 0
        while begin < size:
            end = min(size, begin + self.beat_bytes - (at + begin) % self.beat_bytes)
            yield at + begin, begin, end
            begin = end

    def _port(self, place):
        return place % self.word_bytes // self.beat_bytes

    def _memory(self, place):
        return self.memories[self._port(place)]

    def _address(self, place):
        return (self.bases[self._port(place)] + place // self.word_bytes * self.beat_bytes + place % self.beat_bytes)
