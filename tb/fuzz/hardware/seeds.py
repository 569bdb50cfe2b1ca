"""Operations to begin with, as the harnesses in C++ take them."""

from llama2_rtl.converters.uart.protocol import CONTINUE, PROMPT, STOP, encode

_PACKET, _STOP, _PROMPT, _DAMAGED, _REST, _LOW, _CUT, _RATE, _GLITCH, _CORE, _RESET, _WAIT = range(1, 13)
_KINDS = bytes([STOP, PROMPT, CONTINUE])


def _packet(kind, *words):
    return bytes([_PACKET, _KINDS.index(kind), len(words)]) + b"".join(word.to_bytes(2, "little") for word in words)


def uart():
    """Stories, one that is stopped, a prompt at a wrong time; damage of every kind; bytes of a packet one by one."""
    ask, stop, wait = bytes([_PROMPT, 0, 3, 7]), bytes([_STOP]), bytes([_WAIT, 31])
    return [
        ask + wait + bytes([_PROMPT, 1, 2, 9]) + wait,
        _packet(PROMPT, 3, 1, 2, 0xC0DB, 4, 5) + wait,
        bytes([_CORE, 0x11, 0x10, 0x01, 0x80, 6]) + _packet(CONTINUE, 1, 5, 6) + wait + ask + stop + wait,
        bytes([_DAMAGED, 1, 2, 1, 0, 2, 0, 4, 3]) + bytes([_DAMAGED, 1, 2, 1, 0, 2, 0, 0, 3]) + ask,
        bytes([_LOW, 90, _REST, 99, _CUT, 0x55, _RATE, 0x33, 20, _GLITCH, 2, _RESET, 1]) + ask,
        b"".join(bytes([0, byte]) for byte in encode(STOP)) + stop + stop,
    ]


_WRITE, _READ, _COMMAND, _PAUSE, _LONG, _TAKES, _MEMORY_TAKES, _ANSWERS, _MEMORY, _ERRORS, _READS, _FAULT, _WRONG, \
    _ARESETN, _BEGIN = range(15)


def registers():
    """Writes and reads of every kind of register; runs that end by every cause, and with bursts open."""
    begin, pause = bytes([_BEGIN, 100, _LONG, 40]), bytes([_LONG, 20])
    start, abort, soft_reset, clear = (bytes([_COMMAND, bit]) for bit in range(4))
    reads = b"".join(bytes([_READS, client, 3, 70, _READS, 8 + client, 200, 9]) for client in range(4))
    return [
        b"".join(bytes([_WRITE, number, 0xFF, 0xA5, 0x5A, 0xFF, mood, _READ, number, 0]) for number, mood in (
            (20, 15), (21, 0x65), (22, 0xAA), (30, 15), (31, 15), (16, 0), (0, 15), (13, 15))),
        begin + reads + pause + abort + pause + start + soft_reset + start + pause,
        bytes([_MEMORY, 90, 0x1B, 0]) + begin + reads + soft_reset + pause + clear + pause,
        begin + bytes([_MEMORY, 9, 0, 7]) + reads + pause + pause + bytes([_READ, 28, 0, _MEMORY, 1, 2, 0]) + pause,
        (bytes([_WRONG, 5]) + begin + bytes([_READ, 18, 0]) + pause + bytes([_WRONG, 0]) + begin
         + bytes([_FAULT, 1, _PAUSE, 1])),
        (bytes([_TAKES, 0x11, 0x10, _MEMORY_TAKES, 0x0F, 1, _ANSWERS, 1, 9]) + begin + bytes([_ERRORS, 0, 8]) + reads
         + pause),
        begin + reads + bytes([_ARESETN, 0, _READ, 200, 0x1D, 0, _WRITE, 144, 1, 2, 3, 4, 5, 6]) + begin,
    ]
