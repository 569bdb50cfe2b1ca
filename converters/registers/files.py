"""What a host is given beside the Verilog of a top that has the registers."""

from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.registers import c_header, page, start_code


def host_files(geometry, prefix=PREFIX):
    """File name -> text, for the core of a Geometry: the C header and the start in C under the core's prefix, and the
    page of both."""
    listed = geometry.sampler_list > 0
    return {c_header.header_name(prefix): c_header.c_header(geometry, prefix),
            start_code.code_name(prefix): start_code.start_code(prefix, listed, geometry.ports),
            page.NAME: page.page(geometry) + start_code.start_section(prefix, listed, geometry.ports)}
