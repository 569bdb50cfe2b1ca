"""The driver of a core in Python: one file that needs no package, of the register map and the text of `core_driver`."""

import pprint
from pathlib import Path

from llama2_rtl.converters.axi.faults import FAULTS
from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.registers import core_driver
from llama2_rtl.converters.registers.description import COUNTER
from llama2_rtl.converters.registers.driver_parts import (
    COPY_BYTES,
    IMAGE_MAGIC,
    IMAGE_MAJOR,
    IMAGE_REGISTERS,
    MESSAGES,
    OWN_CODES,
    PAGE_BYTES,
    constants,
    counters,
    field_offset,
    readable,
    settings_of,
    writable,
)
from llama2_rtl.converters.registers.register_map import BY_NAME, STATUS, of_text, registers_of
from llama2_rtl.converters.registers.start_sequence import (
    END,
    Await,
    Command,
    Expect,
    Give,
    arguments_of,
    options_of,
    start_of,
)
from llama2_rtl.converters.registers.token_words import (
    NO_DRAFT,
    TEXT_BIT,
    TEXT_WORDS_BYTES,
    TOKEN_MASKS,
    TOKEN_WORDS,
)

NO_MAP = "MAP = None\n"


def driver_name(prefix=PREFIX):
    """The file's name."""
    return f"{prefix}_driver.py"


def driver_python(geometry):
    """The text of the driver of the core of a Geometry."""
    text = Path(core_driver.__file__).read_text()
    shown = pprint.pformat(core_map(geometry), width=118, sort_dicts=False)
    return text.replace(NO_MAP, f"MAP = {shown}\n", 1)


def core_map(geometry):
    """The MAP of `core_driver` for the core of a Geometry."""
    options, masks = options_of(geometry), dict((register.name, mask) for register, mask in constants(geometry))
    reads, writes = ({register.name for register in some(geometry)} for some in (readable, writable))
    return dict(
        registers={register.name: dict(
            offset=register.offset, readable=register.name in reads, writable=register.name in writes,
            constant=register.constant(geometry) if register.name in masks else None,
            constant_mask=masks.get(register.name)) for register in registers_of(geometry)
            if register.access != COUNTER},
        counters={name: BY_NAME[f"{name.upper()}_LOW"].offset for name in counters()}, messages=MESSAGES,
        codes={name: code for code, (name, _) in enumerate(FAULTS)} | {name: code for name, (code, _)
                                                                       in OWN_CODES.items()},
        tokens={name: at for name, (at, _) in TOKEN_WORDS.items()} | {name: mask for name, (mask, _)
                                                                      in TOKEN_MASKS.items()} | dict(
            NO_DRAFT=NO_DRAFT, TEXT_BIT=TEXT_BIT, TEXT_WORDS_BYTES=TEXT_WORDS_BYTES),
        settings=[{name.lower(): BY_NAME[of_text(name, text)].offset for name in settings_of(geometry)}
                  for text in range(geometry.sequences)],
        setup={name: what for name, (_, what) in arguments_of(options).items()},
        ports=geometry.ports,
        start=_steps(start_of(options)), finish=_steps(END), busy=STATUS.encode(BUSY=1),
        page_bytes=PAGE_BYTES, copy_bytes=COPY_BYTES, magic=IMAGE_MAGIC.encode(), image_version=IMAGE_MAJOR,
        shape=IMAGE_REGISTERS,
        fields={name: field_offset(name) for name in (
            "version", "header_crc", "payload_bytes", "payload_crc", "further_ports", "port", *IMAGE_REGISTERS)})


def _steps(steps):
    return [_step(access) for step in steps for access in step.accesses]


def _step(access):
    name = access.register
    match access:
        case Expect(mask=mask):
            return "expect", name, mask
        case Give(argument=argument, low=low, port=port):
            return "give", name, argument, low, port
        case Command(fields=fields):
            return "command", name, BY_NAME[name].encode(**dict.fromkeys(fields, 1))
        case Await(fields=fields, value=value):
            return "await", name, BY_NAME[name].encode(**dict.fromkeys(fields, 1)), value
