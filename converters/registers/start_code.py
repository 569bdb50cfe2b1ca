"""The start of a core as C code for a host, and as the steps of a page."""

import textwrap

from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.registers.c_header import header_name
from llama2_rtl.converters.registers.start_sequence import (
    BETWEEN,
    END,
    OF_PORTS,
    PLAIN,
    Await,
    Command,
    Expect,
    Give,
    arguments_of,
    start_of,
)

OTHER_CORE = "OTHER_CORE"
"""The macro that the start returns where the core is not the one of the header; no code of ERROR."""


def code_name(prefix=PREFIX):
    """The file's name."""
    return f"{prefix}_start.h"


def start_code(prefix=PREFIX, options=PLAIN):
    """The C code under the core's `prefix`: `<prefix>_start` and `<prefix>_end`, which need a write and a read of a
    register from the host. ISO C99, and C++. What the host chooses depends on the core's `options`."""
    start = start_of(options)
    core, guard = prefix.upper(), f"{prefix.upper()}_START_H"
    return "\n".join([
        "/* Starts a core of llama2-rtl and ends its run. The host defines the two functions that access a register by",
        "   its byte offset. Generated from the sequence in the design; change that, not this file. */",
        f"#ifndef {guard}", f"#define {guard}", "", "#include <stdint.h>", f'#include "{header_name(prefix)}"', "",
        f"void {prefix}_write(uint32_t offset, uint32_t word);", f"uint32_t {prefix}_read(uint32_t offset);", "",
        *_struct(prefix, options), "",
        "/* returned where this is not the core of the header */", f"#define {core}_{OTHER_CORE} 255u", "",
        "/* Returns the code of the register ERROR: 0 where the core now takes prompts. */",
        f"static inline uint32_t {prefix}_start(const struct {prefix}_run *run)", "{",
        *_lines(start, 1, prefix), f"    return {prefix}_read({core}_ERROR_OFFSET);", "}", "",
        "/* Returns the code of the register ERROR: 0 where the run had no fault. */",
        f"static inline uint32_t {prefix}_end(void)", "{",
        *_lines(END, len(start) + len(BETWEEN) + 1, prefix), f"    return {prefix}_read({core}_ERROR_OFFSET);", "}", "",
        "#endif", ""])


def start_section(prefix=PREFIX, options=PLAIN):
    """The section of the registers' page on the start."""
    return f"\n## Start\n\n{start_steps(prefix, options)}"


def start_steps(prefix=PREFIX, options=PLAIN):
    """In Markdown, what the C code needs of a host and is given by it, then the steps of START, of what lies between,
    and of END as a numbered list, each with its code."""
    intro = (f"`{code_name(prefix)}`, beside `{header_name(prefix)}`, has this code as two functions, "
             f"`{prefix}_start(run)` and `{prefix}_end()`. They need `{prefix}_write` and `{prefix}_read` from the "
             "host, which access a register by its byte offset, and return the code of the register ERROR. What the "
             "host chooses is in `run`:")
    lines = [*textwrap.wrap(intro, 120), "", "```c", *_struct(prefix, options), "```", ""]
    for number, step in enumerate((*start_of(options), *BETWEEN, *END), 1):
        mark = f"{number}. "
        code = [line.removeprefix("    ") for access in step.accesses for line in _statement(access, prefix)]
        item = textwrap.wrap(step.what, 116)
        if code:
            item += ["", "```c", *code, "```", ""]
        lines += textwrap.indent("\n".join(item), " " * len(mark)).replace(" " * len(mark), mark, 1).split("\n")
    return "\n".join(lines).rstrip("\n") + "\n"


def _struct(prefix, options):
    each = {name: f"{name}[{options.ports}]" for name in OF_PORTS} if options.ports > 1 else {}
    members = [f"    uint{bits}_t {each.get(name, name)};  /* {what}{', of each port' * (name in each)} */"
               for name, (bits, what) in arguments_of(options).items()]
    return [f"struct {prefix}_run {{", *members, "};"]


def _lines(steps, first, prefix):
    lines = []
    for number, step in enumerate(steps, first):
        if step.accesses:
            lines += textwrap.wrap(f"/* {number}. {step.what.replace('`', '')} */", 112, initial_indent="    ",
                                   subsequent_indent="       ")
        for access in step.accesses:
            lines += _statement(access, prefix)
    return lines


def _statement(access, prefix):
    core = prefix.upper()
    register = f"{core}_{access.register}"
    match access:
        case Expect(field=None):
            return [f"    if ({prefix}_read({register}_OFFSET) != {register}_CONSTANT) return {core}_{OTHER_CORE};"]
        case Expect(field=field):
            mask = f"{register}_{field}_MASK"
            return [f"    if (({prefix}_read({register}_OFFSET) ^ {register}_CONSTANT) & {mask})",
                    f"        return {core}_{OTHER_CORE};"]
        case Give(argument=argument, low=low, port=port):
            argument = argument if port is None else f"{argument}[{port}]"
            value = f"(uint32_t)(run->{argument} >> {low})" if low else f"(uint32_t)run->{argument}"
            return [f"    {prefix}_write({register}_OFFSET, {value});"]
        case Command():
            call = f"{prefix}_write({register}_OFFSET, {_masks(access, register)});"
            return textwrap.wrap(call, 112, initial_indent="    ", subsequent_indent=" " * 8)
        case Await():
            condition = f"{prefix}_read({register}_OFFSET) & {_masks(access, register, True)}"
            waiting = f"while ({f'!({condition})' if access.value else condition})"
            return [*textwrap.wrap(waiting, 112, initial_indent="    ", subsequent_indent=" " * 12), "        ;"]


def _masks(access, register, grouped=False):
    masks = [f"{register}_{field}_MASK" for field in access.fields]
    joined = " | ".join(masks)
    return f"({joined})" if grouped and len(masks) > 1 else joined
