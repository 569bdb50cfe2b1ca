"""The edits of a line: what a slip of the hand would make of it."""

import re

from llama2_rtl.mutation.lines import CONDITION, DECLARATION, LOAD, PINS, RESET, RESET_VALUE

_WORD = re.compile(r"\d+'[bdh][0-9a-fA-F]+|\d+|\$?[A-Za-z_][\w$]*|&&|\|\||==|!=|<=|>>>|<<|>>|>=|\S")

OPERATORS = {"&&": "||", "||": "&&", "==": "!=", "!=": "==", "<": "<=", ">": ">=", "<=": "<", ">=": ">", "+": "-",
             "-": "+", "*": "+", "&": "|", "|": "&", "^": "|", "<<": ">>", ">>": "<<", ">>>": "<<"}
NEGATIONS = ("!", "~")

_OPERAND_END = re.compile(r"[\w\])}]$")
_HIGH = re.compile(r"\[(\d+):0\]")
_PIN_WIRE = re.compile(r"\((.*)\)")
_SIZED = re.compile(r"(\d+)'([bdh])(\w+)")
_BASES = {"b": (2, "b"), "d": (10, "d"), "h": (16, "x")}


def edits(line):
    """`(name, place, code)` of each edit of a `Line`: the word at which it is, and the code that it makes."""
    if line.kind == PINS:
        yield "connection: swapped", 0, _swapped(line.code)
    elif line.kind == DECLARATION:
        if (high := _HIGH.search(line.code)) and int(high[1]):
            yield "width: a bit less", 0, line.code.replace(high[0], f"[{int(high[1]) - 1}:0]", 1)
    elif line.kind == RESET:
        yield "reset: never", 0, re.sub(r"\(.*\)", "(1'b0)", line.code)
    elif line.kind == RESET_VALUE:
        yield "reset: another value", 0, re.sub(r"<= (.*);", lambda match: f"<= {1 if match[1] == '0' else 0};",
                                                line.code)
    else:
        yield from _of_expressions(line)


def _swapped(code):
    """Two lines of pins, each with the other's wire."""
    one, other = code.split("\n")
    wires = [_PIN_WIRE.search(row)[1] for row in (one, other)]
    return "\n".join(_PIN_WIRE.sub(lambda _, wire=wire: f"({wire})", row)
                     for row, wire in ((one, wires[1]), (other, wires[0])))


def _of_expressions(line):
    code = line.code
    if line.kind == LOAD:
        yield "enable: never", 0, f"{code[:len(code) - len(code.lstrip())]};"
    if line.kind == CONDITION:
        begin, end = code.index("(") + 1, code.rindex(")")
        for name, condition in (("always", "1'b1"), ("never", "1'b0"), ("negated", f"!({code[begin:end]})")):
            yield f"condition: {name}", 0, code[:begin] + condition + code[end:]
    words = list(_WORD.finditer(code))
    for at in range(_first(line, words), len(words)):
        for name, begin, end, put in _at_word(words, at):
            yield name, at, code[:begin] + put + code[end:]


def _first(line, words):
    """The word behind the assignment of a statement, which may follow a condition; of another line its first."""
    depth = 0
    for at, word in enumerate(words):
        depth += {"(": 1, ")": -1}.get(word[0], 0)
        if line.kind != CONDITION and not depth and word[0] in ("=", "<="):
            return at + 1
    return 0


def _at_word(words, at):
    """(name, begin, end, text in their place) of the edits at a word of an expression."""
    word = words[at]
    before, after = (words[at - 1][0] if at else ""), (words[at + 1][0] if at + 1 < len(words) else "")
    begin, end = word.span()
    is_binary = bool(_OPERAND_END.search(before)) and not before.startswith("$")
    if word[0] in OPERATORS and is_binary:
        if not _in_index(words, at):
            yield f"operator: {word[0]} is {OPERATORS[word[0]]}", begin, end, OPERATORS[word[0]]
    elif word[0] in NEGATIONS:
        yield f"operator: no {word[0]}", begin, end, ""
    elif word[0][0].isdigit() and after != "{" and not _in_index(words, at):
        for name, value in (("more", 1), ("less", -1)):
            if changed := _constant(word[0], value):
                yield f"constant: one {name}", begin, end, changed
    if word[0] == "&&":
        left, right = _operand_before(words, at), _operand_behind(words, at)
        yield "enable: left one always", words[left].start(), words[at - 1].end(), "1'b1"
        yield "enable: right one always", words[at + 1].start(), words[right].end(), "1'b1"
    if word[0] == "?":
        left = words[_operand_before(words, at)].start()
        yield "condition: negated", left, words[at - 1].end(), f"!({word.string[left:words[at - 1].end()]})"


def _constant(word, by):
    """A number that is one more or less, None where it would be negative or too wide."""
    sized = _SIZED.fullmatch(word)
    if not sized:
        return str(int(word) + by) if int(word) + by >= 0 else None
    base, form = _BASES[sized[2]]
    value = int(sized[3], base) + by
    return f"{sized[1]}'{sized[2]}{value:{form}}" if 0 <= value < 1 << int(sized[1]) else None


def _in_index(words, at):
    """Whether a word is within brackets: an index, or a part of a vector."""
    depth = 0
    for word in words[:at]:
        depth += {"[": 1, "]": -1}.get(word[0], 0)
    return depth > 0


_CLOSING, _OPENING = {")": "(", "]": "[", "}": "{"}, {"(": ")", "[": "]", "{": "}"}


def _operand_before(words, at):
    """The first word of the operand that ends before a word."""
    at -= 1
    while True:
        if words[at][0] in _CLOSING:
            depth = 1
            while depth:
                at -= 1
                depth += (words[at][0] in _CLOSING) - (words[at][0] in _OPENING)
        if at and words[at][0] in ("[", "(") and re.match(r"[\w$]", words[at - 1][0]):
            at -= 1
        elif at and words[at - 1][0] in NEGATIONS:
            at -= 1
        elif at and words[at][0] == "[":
            at -= 1
        else:
            return at


def _operand_behind(words, at):
    """The last word of the operand that begins behind a word."""
    at += 1
    while words[at][0] in NEGATIONS:
        at += 1
    while True:
        if words[at][0] in _OPENING:
            depth = 1
            while depth:
                at += 1
                depth += (words[at][0] in _OPENING) - (words[at][0] in _CLOSING)
        if at + 1 < len(words) and (words[at + 1][0] == "[" or words[at][0].startswith("$")):
            at += 1
        else:
            return at
