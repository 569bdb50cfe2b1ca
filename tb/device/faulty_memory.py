"""Memories that are broken for the host and the core alike, or between the host and the memory."""


class FaultyMemory:
    """A Device's memory in which words of 8 bytes lie where `place(address)` says, and bytes that are written become
    `stored(address, data)`."""

    def __init__(self, memory, place=None, stored=lambda address, data: data):
        self.memory, self.place, self.stored = memory, place, stored

    def write(self, address, data):
        for at, first, end in self._pieces(address, len(data)):
            self.memory.write(at, self.stored(address + first, bytes(data[first:end])))

    def read(self, address, size):
        return b"".join(self.memory.read(at, end - first) for at, first, end in self._pieces(address, size))

    def _pieces(self, address, size):
        """(where it lies, from, to) of pieces that are placed together: all, or words."""
        if self.place is None:
            return [(address, 0, size)]
        return [(self.place(address + first), first, min(first + 8, size)) for first in range(0, size, 8)]
