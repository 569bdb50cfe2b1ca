"""What the software of a host is given: the registers as a page and as a C header, the start in C, the driver in C and
in Python."""

from llama2_rtl.converters.registers.files import host_files
from llama2_rtl.converters.registers.page import NAME


def files(core):
    return {name if name == NAME else f"host/{name}": text
            for name, text in host_files(core.preset.geometry, core.prefix).items()}
