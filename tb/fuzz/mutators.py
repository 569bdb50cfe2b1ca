"""Changes that keep the form of a file, so that a reader is reached behind what parses it."""

import json
import re
import struct
from random import Random

ODD = (0, 1, 2, 3, -1, 7, 8, 255, 256, 1 << 16, 1 << 31, (1 << 32) - 1, 1 << 33, 1 << 63, 1 << 64, 10**30, 0.5, -0.5,
       1e-300, 1e308, float("nan"), float("inf"), True, False, None, "", "a", "none", "\n\x1b[31m", "\ud800", "x" * 300,
       [], {}, [[]], [0], [None], {"a": 0}, "0", "🙂", "\0")
"""Values of JSON that a reader may not expect."""

LENGTH = struct.Struct("<Q")
NUMBERS = (0, 1, 2, 3, 4, 5, 7, 8, 12, 16, 31, 32, 64, 127, 128, 255, 256, 1 << 15, 1 << 16, 1 << 20, (1 << 31) - 1,
           1 << 31, (1 << 32) - 1, 1 << 32, 1 << 40, 1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
FRONT = 512
"""Bytes at the front of a binary file, where most of what others depend on lies."""

_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|-?[\w.+-]+|\[|\]|=')
_TOML = ('""', '"x"', "0", "-1", "1", "2", "4096", "9223372036854775808", "1" * 400, "0.5", "inf", "nan", "-0.0",
         "true", "[]", "[[]]", "[0]", "[[0, 0]]", "[[0, 1], [0, 1]]", "{}", "{a = 1}", "1979-05-27", r'"\n\u001b[31m"',
         "1e400")


def changed_json(data, random: Random, fuzz):
    """The bytes of a JSON file with a node or some changed, where it is one."""
    try:
        content = json.loads(data)
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            content = _changed_node(content, random, fuzz)
        return json.dumps(content).encode()
    except (ValueError, RecursionError):  # no JSON, or deeper than Python goes
        return fuzz(data)


def _nodes(content, above=None, key=None):
    """(container, key) of every node."""
    yield above, key
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for name, inner in items:
        yield from _nodes(inner, content, name)


def _changed_node(content, random, fuzz):
    nodes = list(_nodes(content))
    above, key = random.choice(nodes[1:] or nodes)
    if above is None:
        return random.choice(ODD)
    value, kind = above[key], random.randrange(9)
    if kind < 3:
        above[key] = random.choice(ODD)
    elif kind == 3:
        del above[key]
    elif kind == 4:
        other, there = random.choice(nodes[1:])
        above[key] = json.loads(json.dumps(other[there])) if there in other or isinstance(other, list) and isinstance(
            there, int) and there < len(other) else value
    elif kind == 5:
        above[key] = [value] * random.choice((1, 2, 9))
    elif kind == 6 and isinstance(above, dict):
        above[fuzz(key.encode("utf-8", "replace")).decode("utf-8", "replace")] = value
    elif kind == 7 and isinstance(value, int | float) and not isinstance(value, bool):
        above[key] = random.choice((value + 1, value - 1, value * 2, -value, str(value), float(min(value, 1e300))))
    elif isinstance(value, str):
        above[key] = fuzz(value.encode("utf-8", "replace")).decode("utf-8", "replace")
    else:
        above[key] = json.dumps(value)
    return content


def changed_safetensors(data, random: Random, fuzz):
    """The bytes of a safetensors file with its header changed, or some of its bytes."""
    if len(data) < LENGTH.size or random.random() < 0.2:
        return fuzz(data)
    size = LENGTH.unpack_from(data)[0]
    header = changed_json(data[LENGTH.size:LENGTH.size + size], random, fuzz)
    return LENGTH.pack(len(header)) + header + data[LENGTH.size + size:]


def changed_numbers(data, random: Random, fuzz):
    """The bytes of a binary file with little-endian numbers changed, most of them at its front, or some of its
    bytes."""
    if len(data) < LENGTH.size or random.random() < 0.4:
        return fuzz(data)
    data = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3))):
        size = random.choice((1, 4, 4, 4, 8))
        at = random.randrange(min(FRONT, len(data)) if random.random() < 0.7 else len(data))
        at -= at % 4 if random.random() < 0.7 else 0
        value = random.choice(NUMBERS)
        if random.random() < 0.3:
            value = int.from_bytes(data[at:at + size], "little") + random.choice((-1, 1))
        data[at:at + size] = (value % (1 << 8 * size)).to_bytes(size, "little")[:len(data) - at]
    return bytes(data)


def changed_toml(data, random: Random, fuzz):
    """The bytes of a TOML file with a line or a word changed."""
    lines = data.decode("utf-8", "replace").split("\n")
    at, kind = random.randrange(len(lines)), random.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(random.randrange(len(lines) + 1), lines[at])
    elif kind == 5:
        return fuzz(data)
    elif words := list(_LITERAL.finditer(lines[at])):
        word = random.choice(words[1:] or words)
        lines[at] = lines[at][:word.start()] + random.choice(_TOML) + lines[at][word.end():]
    return "\n".join(lines).encode()
