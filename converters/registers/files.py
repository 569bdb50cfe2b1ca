"""What a host is given beside the Verilog of a top that has the registers."""

from converters.registers import c_header, page


def host_files(module, params):
    """File name -> text: the C header and the page; nothing for a top without the registers' port."""
    if "s_axil_awaddr" not in module.ports(**params):
        return {}
    return {c_header.NAME: c_header.c_header(), page.NAME: page.page(params["geometry"])}
