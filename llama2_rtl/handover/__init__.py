"""The products of `llama2-rtl handoff`: one file each, with `files(core)` giving path in the folder -> text."""
