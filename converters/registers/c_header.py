"""The register map as a C header."""

from llama2_rtl.converters.axi.bus import PAGE_BITS
from llama2_rtl.converters.axi.faults import FAULTS
from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.registers.description import CONSTANT
from llama2_rtl.converters.registers.register_map import VERSION, registers_of


def header_name(prefix=PREFIX):
    """The header's file name."""
    return f"{prefix}_registers.h"


def c_header(geometry, prefix=PREFIX):
    """The text of the header for the core of a Geometry: the offset of every register, the word of every one that says
    what the core is, the lowest bit and the mask of every field, the error codes; every macro begins with the core's
    `prefix`."""
    core = prefix.upper()
    guard = f"{core}_REGISTERS_H"
    lines = ["/* The registers of a core of llama2-rtl on AXI4-Lite: byte offsets, fields, error codes.",
             "   CONSTANT is the word of a register that says what the core is.",
             "   Generated from the register map; change the map, not this file. */",
             f"#ifndef {guard}", f"#define {guard}", "",
             f"#define {core}_MAP_MAJOR {VERSION[0]}u", f"#define {core}_MAP_MINOR {VERSION[1]}u", "",
             f"#define {core}_PAGE_BYTES {1 << PAGE_BITS}u  /* base addresses are multiples of it */"]
    for register in registers_of(geometry):
        name = f"{core}_{register.name}"
        lines += ["", f"/* {register.access} */", f"#define {name}_OFFSET 0x{register.offset:03x}u"]
        if register.access == CONSTANT:
            lines += [f"#define {name}_CONSTANT 0x{register.constant(geometry):08x}u"]
        for field in register.fields:
            lines += [f"#define {name}_{field.name}_SHIFT {field.low}u  /* {field.what} */",
                      f"#define {name}_{field.name}_MASK 0x{field.mask:08x}u"]
    lines += ["", "/* codes of the register ERROR */"]
    lines += [f"#define {core}_ERROR_{name} {code}u  /* {what} */" for code, (name, what) in enumerate(FAULTS)]
    return "\n".join([*lines, "", "#endif", ""])
