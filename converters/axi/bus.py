"""The AXI4 bus as the core uses it: widths, identifiers, clients, the length of a burst."""

from converters.hdl import clog2

ADDRESS_BITS, PAGE_BITS = 64, 12
"""A byte's address; its place within a page of 4 KB, which no burst leaves."""

PAGE_NUMBER_BITS = ADDRESS_BITS - PAGE_BITS
LEN_BITS, SIZE_BITS, BURST_BITS, CACHE_BITS, PROT_BITS, RESP_BITS = 8, 3, 2, 4, 3, 2
INCR, NORMAL = 0b01, 0b0011
"""AxBURST of addresses that rise; AxCACHE of memory that may be buffered."""

EPOCH_BITS, CLIENT_BITS = 2, 2
ID_BITS = EPOCH_BITS + CLIENT_BITS
"""An identifier holds the client and, above it, the number of the run: answers to an earlier run are told by it."""

CLIENTS = ROW, KEYS, VALUES, WEIGHTS = range(4)
"""Who reads, the most urgent first."""

TIMEOUT_BITS = 32
OUTSTANDING = 16
"""Bursts under way at once, of reads and of writes each."""

FEWEST_LANES, MOST_LANES = 8, 128
"""A word of one byte per lane is a bus beat: 64 to 1,024 bits."""


def burst_beats(lanes):
    """Beats of the longest burst: a power of two, so that bursts which end at its multiples never leave a page."""
    return min(1 << LEN_BITS, (1 << PAGE_BITS) // lanes)


def beat_bits(burst):
    """Bits of a number of beats up to `burst`."""
    return clog2(burst) + 1


def page_words(lanes):
    """Words of a page."""
    return (1 << PAGE_BITS) // lanes
