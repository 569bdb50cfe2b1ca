"""What the drivers in C and in Python share: the driver's own codes, which registers and fields of a packed model they
look at."""

import struct

from llama2_rtl.converters.axi.faults import FAULTS
from llama2_rtl.converters.registers.description import ACKNOWLEDGE, CONSTANT, COUNTER, PULSE, READ_WRITE
from llama2_rtl.converters.registers.register_map import BY_NAME, COUNTERS, FILTERS_OF_TEXT, OF_TEXT, registers_of
from llama2_rtl.golden.image_fields import FIELDS, MAGIC, PAGE
from llama2_rtl.golden.image_fields import VERSION as IMAGE_VERSION

OWN_CODES = dict(
    OTHER_CORE=(255, "this is another core than the one that the driver was made for"),
    GAVE_UP=(254, "the host's callback gave up"),
    IMAGE_DAMAGED=(253, "the packed model has not its checksum: copy the file or pack the model again"),
    IMAGE_SHORT=(252, "the packed model ends too early: copy the file again"),
    UNALIGNED=(251, "an address is no multiple of a page of 4,096 bytes"),
    STOPPED=(250, "no run is going on: start one"),
    NO_TEXT=(249, "there is no text of this number: the core works on fewer"),
)
"""Name -> (code, message) of what the driver finds by itself; no code of the register ERROR."""

MESSAGES = {code: what for code, (_, what) in enumerate(FAULTS)} | dict(OWN_CODES.values())
"""Code -> what happened, of all that a call of the driver returns."""

IMAGE_REGISTERS = dict(word_bytes="LANES") | {name: name.upper() for name in (
    "dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size")}
"""Field of a packed model's header -> the register of the core that has the same number."""

IMAGE_MAGIC, IMAGE_MAJOR, PAGE_BYTES = MAGIC.decode(), IMAGE_VERSION, PAGE

COPY_BYTES = 1 << 20
"""Bytes that are copied to memory at once."""


def field_offset(name):
    """The byte offset of a field in a packed model's header."""
    return struct.calcsize("<" + "".join(list(FIELDS.values())[:list(FIELDS).index(name)]))


def header_bytes():
    """Bytes of the header's fields, which its CRC covers with the rest of the page."""
    return struct.calcsize("<" + "".join(FIELDS.values()))


def settings_of(geometry):
    """The names of the registers that say how the answers of a text are made."""
    filters = FILTERS_OF_TEXT if geometry.sampler_list else ()
    return [name for name in (*OF_TEXT, *filters) if BY_NAME[name].access == READ_WRITE]


def readable(geometry):
    """The registers that have a call which reads them; those of counters have one for both halves."""
    return [register for register in registers_of(geometry) if register.access not in (PULSE, COUNTER)]


def writable(geometry):
    """The registers that have a call which writes them."""
    return [register for register in registers_of(geometry) if register.access in (PULSE, READ_WRITE, ACKNOWLEDGE)]


def constants(geometry):
    """(register, mask of what must be this core's) of those that say what a core is: of the map's version the first
    number, for the second one may grow."""
    return [(register, register.mask if register.name != "VERSION" else register.fields[1].mask)
            for register in registers_of(geometry) if register.access == CONSTANT]


def counters():
    """The counters' names, by their number."""
    return [name.lower() for name in COUNTERS]
