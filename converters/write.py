"""Writing a design to disk: modules, file list and memory contents, all of it or nothing."""

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.prefix import with_prefix
from llama2_rtl.golden.replace import replaced_folder

FILE_LIST = "filelist.f"
"""The Verilog files in dependency order, children first, as simulators and synthesis tools read it."""


def write_design(top, params, folder, memories=None, header="", texts=None, command="verilog", prefix=None,
                 checks=False):
    """Replaces `folder`, one that `command` may write, by the Verilog of `top`, one file per module, the file list and
    the memory files, all of it or nothing.

    memories: file name -> (bits per word, words). header: comment lines for the head of the file list. texts: file name
    -> text of what else lies there. prefix: that of all names (`converters.prefix`), None for the blocks' own. checks:
    whether the assertions of the blocks' rules are written too, under a macro. Returns the converted modules. Raises
    ValueError for a memory word that does not fit, and where `folder` holds what `command` did not write.
    """
    with replaced_folder(folder, command) as fresh:
        return add_design(top, params, fresh, memories, header, texts, prefix, checks)[0]


def add_design(top, params, folder, memories=None, header="", texts=None, prefix=None, checks=False):
    """As `write_design`, into a folder that is there and is not replaced. Returns the modules, and the memories by the
    names of their files."""
    modules = design(top, params, checks)
    if prefix is not None:
        modules, memories = with_prefix(modules, memories, prefix)
    files = {f"{entry.verilog_name}.v": entry.text for entry in modules}
    contents = {name: memory_text(width, words) for name, (width, words) in (memories or {}).items()}
    comment = "".join(f"// {line}\n" for line in header.splitlines())
    file_list = comment + "".join(f"{name}\n" for name in files)
    for name, text in (files | contents | (texts or {}) | {FILE_LIST: file_list}).items():
        (folder / name).write_text(text)
    return modules, memories or {}


def memory_text(width, words):
    """The `$readmemh` text of words of `width` bits, one a line; negative words in two's complement.

    Raises ValueError for a word that does not fit.
    """
    digits, mask = -(-width // 4), (1 << width) - 1
    lines = []
    for word in map(int, words):
        if not -(1 << (width - 1)) <= word <= mask:
            raise ValueError(f"the memory word {word} does not fit {width} bits")
        lines.append(f"{word & mask:0{digits}x}\n")
    return "".join(lines)
