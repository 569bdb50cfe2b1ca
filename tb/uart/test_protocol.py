"""The host's side of the protocol: packets there and back, noise, damage, values that do not fit."""

from binascii import crc_hqx
from random import Random

import pytest

from llama2_rtl.converters.uart.baud import cycles_per_bit
from llama2_rtl.converters.uart.protocol import END, ESC, LARGEST_WORD, PROMPT, STOP, TOKEN, Decoder, encode


def decode(data):
    decoder = Decoder()
    return [packet for packet in map(decoder.feed, data) if packet]


def test_bytes_of_a_packet():
    crc = crc_hqx(b"P\x03\x00\xc0\xdb", 0).to_bytes(2, "big")
    assert encode(PROMPT, 3, 0xDBC0) == b"\xc0P\x03\x00\xdb\xdc\xdb\xdd" + crc + b"\xc0"
    assert crc_hqx(b"123456789", 0) == 0x31C3  # the check value of CRC-16/XMODEM


def test_there_and_back():
    random = Random(1)
    packets = [(random.choice([PROMPT, STOP, END, ESC]),
                tuple(random.choice([END, ESC, 0xC0DB, 0xDCDD, random.randrange(1 << 16)])
                      for _ in range(random.randrange(20)))) for _ in range(300)]
    assert decode(b"".join(encode(kind, *words) for kind, words in packets)) == packets


def test_after_noise_the_next_packet_is_whole():
    random = Random(2)
    for _ in range(300):
        noise = random.randbytes(random.randrange(30))
        half = encode(PROMPT, *range(10))[:random.randrange(1, 20)]
        assert decode(noise + half + encode(TOKEN, 77))[-1] == (TOKEN, (77,))


@pytest.mark.parametrize("damage", ["flip", "lose", "double"])
def test_damage_is_noticed(damage):
    packet = encode(PROMPT, 5, 1, 2, 0xC0)
    for at in range(1, len(packet) - 1):
        data = bytearray(packet)
        if damage == "flip":
            data[at] ^= 1 << (at % 8)
        elif damage == "lose":
            del data[at]
        else:
            data.insert(at, data[at] ^ 0x11)
        assert (PROMPT, (5, 1, 2, 0xC0)) not in decode(data)
        assert decode(data) == [], f"byte {at}"


@pytest.mark.parametrize("body", [b"", b"P", b"\x12\x34"])
def test_too_short(body):
    assert decode(bytes([END]) + body + bytes([END])) == []


@pytest.mark.parametrize("word", [-1, LARGEST_WORD + 1])
def test_word_does_not_fit(word):
    with pytest.raises(ValueError, match="does not fit a packet's word"):
        encode(PROMPT, 0, word)


def test_baud():
    assert cycles_per_bit(80_000_000, 115200) == 694
    with pytest.raises(ValueError, match="12000000 baud need a clock of 96 MHz, not 80"):
        cycles_per_bit(80_000_000, 12_000_000)
    with pytest.raises(ValueError, match="do not divide a clock of 25 MHz to within 1%"):
        cycles_per_bit(25_000_000, 2_650_000)
