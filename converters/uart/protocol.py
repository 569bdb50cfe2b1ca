"""The protocol between a host and a board: every number of it, and the packets as the host writes and reads them.

The line carries bytes, 8N1 at BAUD. A packet is a kind, then 16-bit words, low byte first, then the CRC-16 of all
that, high byte first (polynomial 0x1021, initially 0: CRC-16/XMODEM). It is framed as in RFC 1055 (SLIP): END before
and after it, and within it END is written ESC ESC_END, ESC is written ESC ESC_ESC. An END is thus always a packet's
edge: after noise or half a packet the next one is whole again. A packet whose CRC, kind or length is wrong is dropped.

| host to board | words | the board |
|---|---|---|
| STOP | - | resets the core, whatever it does, and answers READY |
| PROMPT | max_tokens (0: no limit), 1 to `context` tokens | answers ACCEPTED and tells the story; drops it within one |
| CONTINUE | the same | the same, and goes on where the last story stopped, without what went before STOP |

| board to host | words |
|---|---|
| READY | VERSION, vocabulary size, context |
| ACCEPTED | - |
| TOKEN | a generated token |
| LAST | the story's last token: the end of text, the `max_tokens`th, or where the context ends |

A host that changes its mind sends STOP, reads up to READY, and then sends the next PROMPT. Answers keep their order;
what a STOP finds unsaid of an ACCEPTED or of an earlier READY may stay so.
"""

from binascii import crc_hqx

BAUD = 115200

END, ESC, ESC_END, ESC_ESC = 0xC0, 0xDB, 0xDC, 0xDD

STOP, PROMPT, CONTINUE = b"S"[0], b"P"[0], b"C"[0]
READY, ACCEPTED, TOKEN, LAST = b"R"[0], b"A"[0], b"T"[0], b"L"[0]

VERSION = 2

CRC_BITS = 16
CRC_BYTES = CRC_BITS // 8

WORD_BITS = 16
LARGEST_WORD = (1 << WORD_BITS) - 1

LARGEST_CONTEXT = 1 << (WORD_BITS - 2)
"""Positions; a `max_tokens` beyond them still fits a word."""

WORDS = {READY: 3, ACCEPTED: 0, TOKEN: 1, LAST: 1}
"""Words in each kind of packet that the board sends."""


def encode(kind, *words):
    """The bytes of a packet on the line. Raises ValueError for a word that does not fit."""
    for word in words:
        if not 0 <= word <= LARGEST_WORD:
            raise ValueError(f"{word} does not fit a packet's word, 0 to {LARGEST_WORD}")
    body = bytes([kind]) + b"".join(word.to_bytes(WORD_BITS // 8, "little") for word in words)
    body += crc_hqx(body, 0).to_bytes(CRC_BYTES, "big")
    edge = bytes([END])
    return edge + body.replace(bytes([ESC]), bytes([ESC, ESC_ESC])).replace(edge, bytes([ESC, ESC_END])) + edge


class Decoder:
    """Finds the packets in a stream of bytes."""

    def __init__(self):
        self.body = bytearray()

    def feed(self, byte):
        """Takes one byte; returns `(kind, words)` where it ends a whole packet, else None."""
        if byte != END:
            self.body.append(byte)
            return None
        body, self.body = bytes(self.body), bytearray()
        return _packet(body)


def _packet(body):
    """`(kind, words)` of the bytes between two END, None where they are no whole packet."""
    for index, byte in enumerate(body):
        if byte == ESC and body[index + 1:index + 2] not in (bytes([ESC_END]), bytes([ESC_ESC])):
            return None
    body = body.replace(bytes([ESC, ESC_END]), bytes([END])).replace(bytes([ESC, ESC_ESC]), bytes([ESC]))
    words = body[1:-CRC_BYTES]
    if len(body) < 1 + CRC_BYTES or len(words) % 2 or crc_hqx(body, 0):
        return None
    return body[0], tuple(int.from_bytes(words[at:at + 2], "little") for at in range(0, len(words), 2))
