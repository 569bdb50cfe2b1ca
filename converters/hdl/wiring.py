"""Wires as explicit `assign`s: Verilog's implicit changes of width are legal, and fatal warnings in this project."""

from llama2_rtl.converters.hdl.connections import part
from llama2_rtl.converters.hdl.named import Named
from llama2_rtl.converters.hdl.private import name_of, shape_of
from llama2_rtl.converters.hdl.scope import current_scope
from llama2_rtl.converters.hdl.verbatim import verbatim


class _Assign:
    """The text of an `assign`, written when both signals have their names."""

    def __init__(self, target, source, low):
        self.target, self.source, self.low = target, source, low

    def __str__(self):
        name, width, is_signed = name_of(self.source), *shape_of(self.source)
        room = shape_of(self.target)[0]
        if room == width:
            return f"assign {name_of(self.target)} = {name};"
        if room < width:
            high = self.low + room - 1
            return f"assign {name_of(self.target)} = {name}[{high}:{self.low}];"
        sign = (f"{name}[{width - 1}]" if width > 1 else name) if is_signed else "1'b0"
        return f"assign {name_of(self.target)} = {{{{{room - width}{{{sign}}}}}, {name}}};"


class _OneOf:
    """The text of an `assign` that compares with constants, written when both signals have their names."""

    def __init__(self, value, constants, hit):
        self.value, self.constants, self.hit = value, constants, hit

    def __str__(self):
        width = shape_of(self.value)[0]
        tests = [f"({name_of(self.value)} == {width}'d{constant})" for constant in self.constants]
        any_of_them = " || ".join(tests) or "1'b0"
        return f"assign {name_of(self.hit)} = {any_of_them};"


class _AnyOf:
    """The text of an `assign` of the or of a vector's elements, written when both signals have their names."""

    def __init__(self, vector, target):
        self.vector, self.target = vector, target

    def __str__(self):
        width, total = shape_of(self.target)[0], shape_of(self.vector)[0]
        terms = [part(self.vector, index, width).verilog() for index in range(total // width)]
        return f"assign {name_of(self.target)} =\n    " + " |\n    ".join(terms) + ";"


class _CountOf:
    """The text of an `assign` of how many bits of a vector are 1, written when both signals have their names."""

    def __init__(self, vector, target):
        self.vector, self.target = vector, target

    def __str__(self):
        width, name = shape_of(self.target)[0], name_of(self.vector)
        terms = [f"{{{width - 1}'d0, {name}[{index}]}}" for index in range(shape_of(self.vector)[0])]
        return f"assign {name_of(self.target)} =\n    " + " +\n    ".join(terms) + ";"


class _AllOf:
    """The text of an `assign` of whether all bits of a vector are 1, written when both signals have their names."""

    def __init__(self, vector, target):
        self.vector, self.target = vector, target

    def __str__(self):
        return f"assign {name_of(self.target)} = &{name_of(self.vector)};"


class _FirstOf:
    """The text of an `assign` of the number of a vector's lowest 1, written when both signals have their names."""

    def __init__(self, flags, number):
        self.flags, self.number = flags, number

    def __str__(self):
        count, bits = shape_of(self.flags)[0], shape_of(self.number)[0]
        lines = [f"{name_of(self.flags)}[{place}] ? {bits}'d{place} :" for place in range(1, count)]
        return "\n    ".join([f"assign {name_of(self.number)} = {name_of(self.flags)}[0] ? {bits}'d0 :", *lines,
                              f"{bits}'d0;"])


class _Pick:
    """The text of an `assign` that selects an element by one bit of the index after the other, written when all signals
    have their names: a chain of comparisons would be a slower multiplexer."""

    def __init__(self, vector, index, target):
        self.vector, self.index, self.target = vector, index, target

    def __str__(self):
        width, index_bits = shape_of(self.target)[0], shape_of(self.index)[0]
        last = shape_of(self.vector)[0] // width - 1
        parts = [f"{name_of(self.vector)}[{(min(i, last) + 1) * width - 1}:{min(i, last) * width}]"
                 for i in range(1 << index_bits)]
        for place in range(index_bits):
            chosen = f"{name_of(self.index)}[{place}]" if index_bits > 1 else name_of(self.index)
            parts = [f"({chosen} ? {high} : {low})" for low, high in zip(parts[::2], parts[1::2], strict=True)]
        return f"assign {name_of(self.target)} = {parts[0]};"


class _BitAt:
    """The text of an `assign` of a bit at one of several places, written when all signals have their names."""

    def __init__(self, event, index, target):
        self.event, self.index, self.target = event, index, target

    def __str__(self):
        count, bits = shape_of(self.target)[0], shape_of(self.index)[0]
        terms = [f"{name_of(self.event)} && {name_of(self.index)} == {bits}'d{place}" for place in range(count)]
        return f"assign {name_of(self.target)} = {{\n    " + ",\n    ".join(reversed(terms)) + "};"


class _LookUp:
    """The text of an `assign` that chooses by the name of a constant, written when both signals have their names."""

    def __init__(self, index, values, target):
        self.index, self.values, self.target = index, values, target

    def __str__(self):
        name, width = name_of(self.index), shape_of(self.target)[0]
        texts = {constant: str(value) if isinstance(value, Named) else f"{width}'d{value}"
                 for constant, value in self.values.items()}
        *choices, (_, last) = texts.items()
        lines = [f"{name} == {constant} ? {value} :" for constant, value in choices]
        return "\n    ".join([f"assign {name_of(self.target)} =", *lines, f"{last};"])


class _Tie:
    """The text of an `assign` of a constant, written when the signal has its name."""

    def __init__(self, target, value):
        self.target, self.value = target, value

    def __str__(self):
        return f"assign {name_of(self.target)} = {shape_of(self.target)[0]}'d{self.value};"


def _assign(target, source, low=0):
    return verbatim(_Assign(target, source, low), [source], [target])


def widen(narrow, wide):
    """Drive `wide` with `narrow`, sign-extended where `narrow` is signed. Raises ValueError if `wide` is narrower."""
    if shape_of(wide)[0] < shape_of(narrow)[0]:
        raise ValueError(f"cannot widen {shape_of(narrow)[0]} bits to {shape_of(wide)[0]}")
    return _assign(wide, narrow)


def resize(source, target):
    """Drive `target` with `source`: extended by its sign, or its low bits where the caller knows the rest is sign."""
    return _assign(target, source)


def join(source, target):
    """Drive the part `target` of a vector with the part `source` of another of the same width."""
    if source.width != target.width:
        raise ValueError(f"cannot join {source.width} bits to {target.width}")
    current_scope().drive(target, source.verilog)
    return verbatim("", [source.signal], [target.signal])


def any_of(vector, target):
    """Drive `target` with the bitwise or of the elements of its width that make up `vector`."""
    return verbatim(_AnyOf(vector, target), [vector], [target])


def count_of(vector, target):
    """Drive the unsigned `target`, of two bits or more, with how many bits of `vector` are 1. Raises ValueError where
    it is too narrow for all."""
    if shape_of(vector)[0] >= 1 << shape_of(target)[0]:
        raise ValueError(f"{shape_of(target)[0]} bits are too few for a count of {shape_of(vector)[0]}")
    return verbatim(_CountOf(vector, target), [vector], [target])


def all_of(vector, target):
    """Drive the bit `target` with whether all bits of `vector` are 1."""
    return verbatim(_AllOf(vector, target), [vector], [target])


def first_of(flags, number):
    """Drive the unsigned `number` with that of the lowest 1 of the vector `flags`, with 0 where it has none. Raises
    ValueError where it is too narrow for the highest one."""
    if shape_of(flags)[0] > 1 << shape_of(number)[0]:
        raise ValueError(f"a number of {shape_of(number)[0]} bits is too narrow for {shape_of(flags)[0]} flags")
    return verbatim(_FirstOf(flags, number), [flags], [number])


def one_of(value, constants, hit):
    """Drive the bit `hit` with whether the unsigned `value` is one of the `constants`. Raises ValueError for one that
    it cannot be."""
    for constant in constants:
        if not 0 <= constant < 1 << shape_of(value)[0]:
            raise ValueError(f"the constant {constant} does not fit {shape_of(value)[0]} bits")
    return verbatim(_OneOf(value, constants, hit), [value], [hit])


def pick(vector, index, target):
    """Drive `target` with element `index`, an unsigned signal, of a packed vector of elements as wide as `target`.
    Raises ValueError unless the vector has an element for every value of `index`."""
    if shape_of(vector)[0] != shape_of(target)[0] << shape_of(index)[0]:
        raise ValueError(f"{shape_of(vector)[0]} bits are not {1 << shape_of(index)[0]} elements of "
                         f"{shape_of(target)[0]}")
    return verbatim(_Pick(vector, index, target), [vector, index], [target])


def pick_some(vector, index, target):
    """As `pick`, of a vector that has no element for the highest values of `index`, which are never asked for."""
    return verbatim(_Pick(vector, index, target), [vector, index], [target])


def bit_at(event, index, target):
    """Drive bit `index`, an unsigned signal, of `target` with the bit `event`, and its other bits with 0. Raises
    ValueError unless every value of `index` has a bit."""
    if shape_of(target)[0] != 1 << shape_of(index)[0]:
        raise ValueError(f"{shape_of(target)[0]} bits are not those that {shape_of(index)[0]} bits number")
    return verbatim(_BitAt(event, index, target), [event, index], [target])


def look_up(index, values, target):
    """Drive the unsigned `target` with the value of the constant that `index` is, of `values`, constant of `named` ->
    value; with the last one for an `index` that is none of them. Raises ValueError for a value that does not fit."""
    for value in values.values():
        if not 0 <= value < 1 << shape_of(target)[0]:
            raise ValueError(f"the constant {value} does not fit {shape_of(target)[0]} bits")
    return verbatim(_LookUp(index, values, target), [index], [target])


def tie(target, value):
    """Drive the unsigned `target` with the constant `value`. Raises ValueError where it does not fit."""
    if not 0 <= value < 1 << shape_of(target)[0]:
        raise ValueError(f"the constant {value} does not fit {shape_of(target)[0]} bits")
    return verbatim(_Tie(target, value), [], [target])
