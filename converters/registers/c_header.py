"""The register map as a C header."""

from converters.axi.faults import FAULTS
from converters.registers.register_map import REGISTERS, VERSION

NAME = "llama2_rtl_registers.h"
PREFIX = "LLAMA2_RTL"


def c_header():
    """The text of the header: the offset of every register, the lowest bit and the mask of every field, the error
    codes."""
    guard = f"{PREFIX}_REGISTERS_H"
    lines = ["/* The registers of a core of llama2-rtl on AXI4-Lite: byte offsets, fields, error codes.",
             "   Generated from the register map; change the map, not this file. */",
             f"#ifndef {guard}", f"#define {guard}", "",
             f"#define {PREFIX}_MAP_MAJOR {VERSION[0]}u", f"#define {PREFIX}_MAP_MINOR {VERSION[1]}u"]
    for register in REGISTERS:
        name = f"{PREFIX}_{register.name}"
        lines += ["", f"/* {register.access} */", f"#define {name}_OFFSET 0x{register.offset:03x}u"]
        for field in register.fields:
            lines += [f"#define {name}_{field.name}_SHIFT {field.low}u  /* {field.what} */",
                      f"#define {name}_{field.name}_MASK 0x{field.mask:08x}u"]
    lines += ["", "/* codes of the register ERROR */"]
    lines += [f"#define {PREFIX}_ERROR_{name} {code}u  /* {what} */" for code, (name, what) in enumerate(FAULTS)]
    return "\n".join([*lines, "", "#endif", ""])
