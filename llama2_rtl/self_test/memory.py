"""The memory as the host reaches it, through each port's addresses: data lines, address lines, every word of the KV
cache."""

import numpy as np

from llama2_rtl.device.regions import CACHE
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.self_test.address_lines import places_in
from llama2_rtl.self_test.finding import Finding, at_port, differing_bits

WORD = 8
"""Bytes of a word of the patterns."""

BYTES_AT_ONCE = 1 << 20


def check_memory(attached, regions, report=lambda done, of: None):
    """Writes patterns to the Regions and reads them back, and leaves `pattern` in those of the KV cache. Returns what
    was seen, in words; raises Finding."""
    _check_lines(attached, regions)
    cache = [region for region in regions if region.what == CACHE]
    total, done = sum(region.size for region in cache), 0
    for write in (True, False):
        for region in cache:
            for first in range(region.base, region.base + region.size, BYTES_AT_ONCE):
                words = pattern(first, min(BYTES_AT_ONCE, region.base + region.size - first))
                if write:
                    attached.device.memory.write(first, words.tobytes())
                else:
                    _expect(attached, region, first, words)
                done += words.nbytes
                report(done, 2 * total)
    return f"{sum(region.size for region in regions):,} bytes, every word of {total:,}"


def pattern(address, size):
    """Words uint64 [size / WORD] that belong to their addresses, of which none is 0."""
    words = np.arange(address, address + size, WORD, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)
    words ^= words >> np.uint64(29)
    return words | np.uint64(1)


def _check_lines(attached, regions):
    """Words whose addresses differ in one bit keep each its own tag while all others are written, and each line of a
    word carries both values while the others carry the opposite."""
    places = [(region, address) for region in regions for address in places_in(region, WORD)]
    tags = {address: pattern(address, WORD).tobytes() for _, address in places}
    for address, tag in tags.items():
        attached.device.memory.write(address, tag)
    owner = {tag: address for address, tag in tags.items()}
    read = [(region, address, attached.device.memory.read(address, WORD)) for region, address in places]
    wrong = [place for place in read if place[2] != tags[place[1]]]
    of_others = [place for place in wrong if place[2] in owner]
    if not of_others:
        for region in regions:
            _check_data_lines(attached, region)
    for region, address, got in of_others or wrong:
        raise Finding(f"memory{at_port(attached.geometry, region.port)}, {region.what}: the word at {address:#x} reads "
                      f"as {_number(got):#018x}, expected {_number(tags[address]):#018x}, seen from the host"
                      + _whose(address, owner.get(got)))


def _number(data):
    return int.from_bytes(data, "little")


def _check_data_lines(attached, region):
    ones = np.uint64(1) << np.arange(PAGE // WORD, dtype=np.uint64) % np.uint64(64)
    for words in (ones, ~ones):
        attached.device.memory.write(region.base, words.tobytes())
        _expect(attached, region, region.base, words)


def _whose(address, written_to):
    if written_to is None:
        return ""
    lines = address ^ written_to
    why = f": bit {lines.bit_length() - 1} of the address makes no difference" if lines.bit_count() == 1 else ""
    return f"; that was written to {written_to:#x}{why}"


def _expect(attached, region, first, words):
    got = np.frombuffer(attached.device.memory.read(first, words.nbytes), np.uint64)
    wrong = np.flatnonzero(got != words)
    if len(wrong):
        at = int(wrong[0])
        expected, found = int(words[at]), int(got[at])
        raise Finding(f"memory{at_port(attached.geometry, region.port)}, {region.what}: the word at "
                      f"{first + WORD * at:#x} reads as {found:#018x}, expected {expected:#018x} "
                      f"({differing_bits(expected, found)}), seen from the host; {len(wrong)} of {len(words)} words "
                      "there differ")
