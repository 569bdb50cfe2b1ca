"""What a host is given beside the Verilog of a top that has the registers."""

from converters.prefix import PREFIX
from converters.registers import c_header, page


def host_files(geometry, prefix=PREFIX):
    """File name -> text: the C header under the core's prefix, and the page for the core of a Geometry."""
    return {c_header.header_name(prefix): c_header.c_header(prefix), page.NAME: page.page(geometry)}
