"""What a host is given beside the Verilog of a top that has the registers."""

from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.registers import c_header, driver_c, driver_python, page, start_code
from llama2_rtl.converters.registers.start_sequence import options_of


def host_files(geometry, prefix=PREFIX):
    """File name -> text, for the core of a Geometry: the C header, the start and the driver in C under the core's
    prefix, the driver in Python, and the page of registers and start."""
    options = options_of(geometry)
    return {c_header.header_name(prefix): c_header.c_header(geometry, prefix),
            start_code.code_name(prefix): start_code.start_code(prefix, options),
            **driver_c.driver_c(geometry, prefix),
            driver_python.driver_name(prefix): driver_python.driver_python(geometry),
            page.NAME: page.page(geometry) + start_code.start_section(prefix, options)}
