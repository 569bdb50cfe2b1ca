"""README.md: what lies in the folder and how each tool takes it; and the list of files that the Tcl scripts share."""

from converters.memory.rom import FOLDER_MACRO


def files(core):
    return {"README.md": core.render("readme.md", macro=FOLDER_MACRO), "files.tcl": core.render("files.tcl")}
