"""Modules that lie in a folder, in place of generated ones."""

import re
from dataclasses import replace
from pathlib import Path

from llama2_rtl.converters.hdl.checks import BEGIN, END, without_checks
from llama2_rtl.converters.hdl.text import before_end
from llama2_rtl.converters.prefix import PREFIX, prefixed_name

_HEADER = re.compile(r"^module \w+ \(\n(.*?)^\);$", re.M | re.S)


def verilog_files(folder):
    """Module -> its file in a folder of Verilog. Raises ValueError where there is none, OSError where it is no
    folder."""
    files = {path.stem: path for path in sorted(Path(folder).iterdir()) if path.suffix == ".v"}
    if not files:
        raise ValueError(f"{folder} holds no Verilog; write some with 'llama2-rtl verilog --out {folder}'")
    return files


def with_texts(cores, folder):
    """Of `cores`, name -> modules by their Verilog names, the one that `folder` is of, its modules with the texts that
    lie there. Raises ValueError where the folder holds no core, or one with other modules or ports, OSError where it
    is none.

    The rules of the folder's modules are those of the generated ones: what it has of assertions does not count.
    """
    files = verilog_files(folder)
    for name, modules in cores.items():
        if {prefixed_name(module, PREFIX) for module in modules} == set(files):
            texts = {entry.verilog_name: _own_names(files[prefixed_name(entry.verilog_name, PREFIX)].read_text())
                     for entry in modules.values()}
            for entry in modules.values():
                if _ports(texts[entry.verilog_name]) != _ports(entry.text):
                    raise ValueError(f"{folder}: {entry.verilog_name} has other ports than the block {entry.block} of "
                                     f"the core '{name}'; write the folder anew with 'llama2-rtl verilog'")
            return {name: {module: replace(entry, text=_with_constants(texts[module], entry.text))
                           for module, entry in modules.items()}}
    raise ValueError(f"{folder} is none of the cores that are proven: {', '.join(cores)}; give a folder that "
                     "'llama2-rtl verilog' wrote for the preset tales, as it is or with --memory axi")


def _own_names(text):
    return re.sub(rf"^(module )?{PREFIX}_(\w+)(?= )", lambda match: (match[1] or "") + match[2], text, flags=re.M)


def _ports(text):
    return re.sub(r"//.*|\breg\b|\bwire\b|\s+", "", _HEADER.search(text)[1])


def _with_constants(text, generated):
    """The folder's text with the assertions of the generated one, whose constants the rules may need."""
    parts = re.split(rf"(?=^{re.escape(BEGIN)}$)", generated, flags=re.M)
    return before_end(without_checks(text), [f"{part.partition(END)[0]}{END}\n" for part in parts[1:]])
