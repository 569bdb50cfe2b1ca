"""The AXI4 bus as the core uses it: widths, identifiers, clients, the length of a burst."""

from llama2_rtl.converters.hdl import clog2

ADDRESS_BITS, PAGE_BITS = 64, 12
"""A byte's address; its place within a page of 4 KB, which no burst leaves."""

PAGE_NUMBER_BITS = ADDRESS_BITS - PAGE_BITS
LEN_BITS, SIZE_BITS, BURST_BITS, CACHE_BITS, PROT_BITS, RESP_BITS = 8, 3, 2, 4, 3, 2
INCR, NORMAL = 0b01, 0b0011
"""AxBURST of addresses that rise; AxCACHE of memory that may be buffered."""

ID_BITS, CLIENT_BITS = 4, 2
"""Of an identifier: of a read the client, of a write 0; the upper bits are 0. AXI answers one identifier in order."""

CLIENTS = ROW, KEYS, VALUES, WEIGHTS = range(4)
"""Who reads, the most urgent first."""

CLIENT_NAMES = ("ROW", "KEYS", "VALUES", "WEIGHTS")
"""The clients' names by their number."""

TIMEOUT_BITS = 32
OUTSTANDING = 16
"""Outstanding bursts at most, of reads and of writes each, those that an earlier run gave up among them."""

COUNT_BITS = OUTSTANDING.bit_length()
"""Of a number of bursts."""

READS_BITS = len(CLIENTS) * COUNT_BITS
"""Of the numbers of each client's reads."""

GIVEN_UP_BITS = READS_BITS + COUNT_BITS
"""Of the numbers of bursts given up: of each client's reads, then of the writes."""

SILENT_CYCLES = 1 << 16
"""Where TIMEOUT is 0, a stopped run gives up what stays unanswered after so many cycles of silence."""

FEWEST_BEAT_BYTES, MOST_BEAT_BYTES = 8, 128
"""Of a beat, which is 64 to 1,024 bits wide."""

MOST_PORTS = 32
"""Memory ports whose beats make up a word, at most; a power of two."""


def burst_beats(beat_bytes, longest=1 << LEN_BITS):
    """Beats of the longest burst, at most `longest`: a power of two, so that bursts which end at its multiples never
    leave a page."""
    return min(longest, (1 << PAGE_BITS) // beat_bytes)


def beat_bits(burst):
    """Bits of a number of beats up to `burst`."""
    return clog2(burst) + 1


def page_beats(beat_bytes):
    """Beats of a page."""
    return (1 << PAGE_BITS) // beat_bytes
