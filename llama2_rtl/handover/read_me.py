"""README.md: what lies in the folder and how each tool takes it; and the list of files that the Tcl scripts share."""

from llama2_rtl.converters.prefix import folder_macro
from llama2_rtl.golden.image_fields import PAGE


def files(core):
    return {"README.md": core.render("readme.md", macro=folder_macro(core.prefix), page=PAGE),
            "files.tcl": core.render("files.tcl")}
