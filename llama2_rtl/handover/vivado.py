"""Tcl for Vivado: a project of the core by itself, and its packaging as an IP."""

from llama2_rtl.converters.registers.register_map import registers_of
from llama2_rtl.handover.ip import FAMILIES


def files(core):
    return {"vivado/create_project.tcl": core.render("vivado_create_project.tcl"),
            "vivado/package_ip.tcl": core.render("vivado_package_ip.tcl", registers=registers_of(core.preset.geometry),
                                                 families=FAMILIES)}
