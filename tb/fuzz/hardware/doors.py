"""The ways by which a host reaches the hardware: the Verilog behind each, and what its harness has to know of it."""

from llama2_rtl.converters.axi.bus import COUNT_BITS
from llama2_rtl.converters.axi.header_check import HEADER_MEM, HEADER_WORD_BITS, header_contents
from llama2_rtl.converters.registers.axil_port import SLVERR
from llama2_rtl.converters.registers.description import ACKNOWLEDGE, CONSTANT, COUNTER, PULSE, READ_WRITE, STATE
from llama2_rtl.converters.registers.event_counters import LATENCY, SLOTS
from llama2_rtl.converters.registers.register_map import BY_NAME, index_bits, registers_of
from llama2_rtl.converters.uart import protocol
from llama2_rtl.converters.uart.host_link import host_link
from llama2_rtl.converters.uart.story_control import RESET_CYCLES
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_header import ImageHeader
from tb.engine.geometries import geometry
from tb.fuzz.hardware import seeds
from tb.fuzz.hardware.core_without_decoder import core_without_decoder
from tb.fuzz.hardware.program import Harness
from tb.fuzz.hardware.target import Hardware

CYCLES_PER_BIT = 8

PORT_CYCLES = 4
"""Cycles of the port itself, of an access."""

LINKED = geometry(8, 16, 20, 2, 1, vocab_size=0xC0DB, context=5)
"""Its vocabulary's size is of bytes that are escaped on the line."""


def _link():
    return host_link, dict(geometry=LINKED, cycles_per_bit=CYCLES_PER_BIT), {}


PROTOCOL = ("END", "ESC", "ESC_END", "ESC_ESC", "STOP", "PROMPT", "CONTINUE", "READY", "ACCEPTED", "TOKEN", "LAST",
            "VERSION", "CRC_BYTES")

UART = Harness("uart.cpp", ("answers.h", "board.h", "line_reader.h", "packets.h"), _link, dict(
    {name: getattr(protocol, name) for name in PROTOCOL}, CYCLES_PER_BIT=CYCLES_PER_BIT, RESET_CYCLES=RESET_CYCLES,
    VOCAB_SIZE=LINKED.model.vocab_size, CONTEXT=LINKED.context, LIMIT_BITS=LINKED.position_bits + 1),
    ("received_valid", "received_data"))

HOSTED = geometry(64, 8, 8, 1, 1, act_bits=8, vocab_size=9, context=8)
"""Its words are wide, so that the page of the header is few of them."""


def _core():
    return core_without_decoder, dict(geometry=HOSTED), {HEADER_MEM: (HEADER_WORD_BITS, header_contents(HOSTED))}


def _header():
    header = ImageHeader(HOSTED.model, HOSTED.numerics, HOSTED.tile, classifier_fold=0).pack().rstrip(b"\0")
    return [int.from_bytes(header[at:at + 4], "little") for at in range(0, len(header), 4)]


_REGISTERS = registers_of(HOSTED)
_ACCESSES = [CONSTANT, READ_WRITE, PULSE, ACKNOWLEDGE, STATE, COUNTER]
"""In the order of the C++."""

REGISTERS = Harness("registers.cpp", ("host_port.h", "levels.h", "memory.h"), _core, dict(
    OFFSETS=[register.offset for register in _REGISTERS], MASKS=[register.mask for register in _REGISTERS],
    ACCESS=[_ACCESSES.index(register.access) for register in _REGISTERS],
    VALUES=[register.constant(HOSTED) if register.access == CONSTANT else register.reset for register in _REGISTERS],
    HEADER=_header(), BEAT_BYTES=HOSTED.beat_bytes, PAGE=PAGE, COUNT_BITS=COUNT_BITS, SLVERR=SLVERR,
    INDEX_BITS=index_bits(HOSTED), COUNTED_WITHIN=SLOTS + LATENCY, READ_WITHIN=SLOTS + LATENCY + 1 + PORT_CYCLES,
    **{f"{name}_NUMBER": BY_NAME[name].index for name in ("CONTROL", "KV_LIMIT", "TIMEOUT")},
    **{f"{name}_OFFSET": BY_NAME[name].offset for name in ("CONTROL", "STATUS", "ERROR", "GIVEN_UP",
                                                           "INTERRUPT_STATUS")},
    CYCLES_OFFSET=BY_NAME["CYCLES_LOW"].offset), ("forget", "error_code", "start", "stop", "soft_reset"))

DOORS = {
    "uart": Hardware(UART, seeds.uart),
    "registers": Hardware(REGISTERS, seeds.registers),
}
"""Name -> Hardware."""
