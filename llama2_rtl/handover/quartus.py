"""Tcl for Quartus: a project of the core by itself."""


def files(core):
    return {"quartus/create_project.tcl": core.render("quartus_create_project.tcl"),
            "quartus/uncertainty.sdc": "# What Quartus knows about the clock of its device.\nderive_clock_uncertainty\n"}
