"""The prefix of a core: the name of its top, and the beginning of all its other names, so that two cores, or a core and
a design of the user's, have none in common."""

import re
from dataclasses import replace

from llama2_rtl.converters.hdl.keywords import KEYWORDS
from llama2_rtl.converters.memory.rom import FOLDER_MACRO

PREFIX = "llama2_rtl"
"""The default."""

LONGEST = 64
"""Characters of a prefix: file systems take names of 255, and the longest module's is another 60."""


def check_prefix(prefix):
    """The `prefix` itself. Raises ValueError where it is no name in Verilog, or too long a one."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", prefix) or prefix in KEYWORDS:
        raise ValueError(f"the prefix '{prefix}' is no name in Verilog; give letters, digits and underscores, a letter "
                         "first, and no reserved word")
    if len(prefix) > LONGEST:
        raise ValueError(f"the prefix has {len(prefix)} characters; give at most {LONGEST}, for modules and files are "
                         "called by it")
    return prefix


def folder_macro(prefix):
    """The macro that names the folder of the memory files, under the prefix."""
    return f"{prefix.upper()}{FOLDER_MACRO.removeprefix(PREFIX.upper())}"


def prefixed_name(name, prefix):
    """The name of a module or a file under the prefix: a top's own name is its prefix already."""
    if name == PREFIX or name.startswith(f"{PREFIX}_"):
        return prefix + name.removeprefix(PREFIX)
    return f"{prefix}_{name}"


def with_prefix(modules, memories, prefix):
    """`(modules, memories)` of a design under a prefix: `modules` (`converters.hdl.design`) with the names of modules,
    memory files and the macro for their folder, in their texts too; `memories` by their new names."""
    check_prefix(prefix)
    names = {entry.verilog_name: prefixed_name(entry.verilog_name, prefix) for entry in modules}
    files = {name: prefixed_name(name, prefix) for name in memories or {}}

    def renamed(text):
        text = re.sub(r"^(// )(\w+)(?=: generated )", lambda match: match[1] + names[match[2]], text, count=1)
        text = re.sub(r"^(module )(\w+)(?= \()", lambda match: match[1] + names[match[2]], text, flags=re.M)
        text = re.sub(r"^(\w+)(?= \w+ \($)", lambda match: names.get(match[1], match[1]), text, flags=re.M)
        text = re.sub(r'"(/?)([^"\n]+)"', lambda match: f'"{match[1]}{files.get(match[2], match[2])}"', text)
        return text.replace(FOLDER_MACRO, folder_macro(prefix))

    return ([replace(entry, verilog_name=names[entry.verilog_name], text=renamed(entry.text)) for entry in modules],
            {files[name]: contents for name, contents in (memories or {}).items()})
