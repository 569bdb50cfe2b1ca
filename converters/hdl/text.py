"""From MyHDL's text of a module to the one that is written: a header in ANSI style, constants by their names."""

import re

from llama2_rtl.converters.hdl.named import Named

_HEADER = re.compile(r"module (?P<name>\w+) \(\n[^;]*\);\n(?P<doc>(?://.*\n|\n)*)(?P<declarations>"
                     r"(?:(?:input|output|reg|wire)\b.*;\n)*)")
_END = re.compile(r"\nendmodule\s*\Z")
_DECLARATION = re.compile(r"(input|output|reg|wire) ((?:signed )?(?:\[\d+:0\] )?)(\w+);")


def with_values(text, objects, parameters):
    """The comment `text` with values in place of Python's names for them: of constants, of lists of words, and of
    functions of the block's `geometry`, among `objects`."""
    def value(match):
        found = objects.get(match["constant"] or match["function"])
        if callable(found) and match["function"] and "geometry" in parameters:
            found = found(parameters["geometry"])
        if isinstance(found, tuple) and all(isinstance(word, str) or word is None for word in found):
            return "; ".join(word or "nothing" for word in found)
        return str(int(found)) if isinstance(found, int) and not isinstance(found, Named) else match[0]
    return re.sub(r"`?(?P<function>\w+)\(geometry\)`?|`?\b(?P<constant>[A-Z][A-Z0-9_]+)\b`?", value, text)


def write_module(text, title, comments, constants, resolve):
    """The module of MyHDL's `text`, under the comment line `title`.

    comments: port name -> what it is, "" for one that needs no words. constants: lines of declarations that stand
    behind the header.
    """
    body = re.sub(r"[ \t]+$", "", text.strip(), flags=re.M)
    body = re.sub(r"begin: (\w+)\n(?!\s*(?:reg|integer) )", r"begin  // \1\n", body)
    match = _HEADER.search(body)
    before, after = body[:match.start()], body[match.end():]
    parts = [f"// {title}", before.strip(), "", *resolve(match["doc"].strip()).splitlines(),
             *_header(match["name"], match["declarations"], comments), "", *constants]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts) + "\n\n" + after) + "\n"


def _header(name, declarations, comments):
    """The lines of the header in ANSI style."""
    kinds, shapes = {}, {}
    for kind, shape, port in _DECLARATION.findall(declarations):
        kinds.setdefault(port, []).append(kind)
        shapes[port] = shape
    if not kinds:
        return [f"module {name} ();"]
    lines = []
    for number, (port, kind) in enumerate(kinds.items(), 1):
        comma = "," if number < len(kinds) else ""
        what = comments.get(port)
        lines.append(f"    {kind[0]} {kind[-1] if len(kind) > 1 else 'wire'} {shapes[port]}{port}{comma}"
                     + (f"  // {what}" if what else ""))
    return [f"module {name} (", *lines, ");"]


def before_end(text, statements):
    """The module's Verilog `text` with these lines before its end."""
    return _END.sub(lambda _: "\n" + "\n".join(statements) + "\nendmodule\n", text)


def outputs(text):
    """The names of a written module's outputs."""
    begin = text.index("\nmodule ")
    header = text[begin:text.index("\n);\n", begin)]
    return frozenset(re.findall(r"^    output (?:reg|wire) (?:signed )?(?:\[\d+:0\] )?(\w+)", header, re.M))
