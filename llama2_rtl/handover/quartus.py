"""Tcl for Quartus: a project of the core by itself."""

UNCERTAINTY = "# What Quartus knows about the clocks of its devices.\nderive_clock_uncertainty\n"


def files(core):
    return {"quartus/create_project.tcl": core.render("quartus_create_project.tcl"),
            "quartus/uncertainty.sdc": UNCERTAINTY}
