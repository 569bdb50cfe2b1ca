"""Tcl for Vivado: a project of the core by itself, and an IP of the catalogue."""


def files(core):
    return {"vivado/create_project.tcl": core.render("vivado_create_project.tcl"),
            "vivado/package_ip.tcl": core.render("vivado_package_ip.tcl")}
