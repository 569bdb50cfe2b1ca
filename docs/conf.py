"""The documentation: `make docs` builds it into build/docs with Sphinx, and any warning is an error."""

project = "llama2-rtl"
author = "llama2-rtl"
copyright = "Apache-2.0"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3
html_theme = "furo"
html_title = "llama2-rtl"
html_copy_source = False
html_show_sphinx = False
