"""What a host is given beside the Verilog of a top that has the registers."""

from converters.registers import c_header, page


def host_files(geometry):
    """File name -> text: the C header, and the page for the core of a Geometry."""
    return {c_header.NAME: c_header.c_header(), page.NAME: page.page(geometry)}
