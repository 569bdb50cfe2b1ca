"""What a block keeps of each vector of a batch: one register of one vector, several that are seen by their index."""

from llama2_rtl.converters.hdl import Indexed, element, pick, pick_some
from llama2_rtl.converters.hdl.private import is_bit, name_of, shape_of, value_after_reset
from llama2_rtl.converters.hdl.signals import bit, like, unsigned
from llama2_rtl.converters.hdl.verbatim import verbatim
from llama2_rtl.converters.kernels.delay import delayed


def per_vector(register, vectors, vector):
    """A register as `register`, with its value after reset, for each of `vectors` vectors, of which the block sees that
    of `vector`: an unsigned signal, which for one vector is None. Of one vector it is `register` itself."""
    return register if vectors == 1 else Indexed([_another(register) for _ in range(vectors)], vector)


def _another(register):
    """A register of the same type and the same value after reset."""
    width, is_signed = shape_of(register)
    if is_bit(register):
        return bit(value_after_reset(register))
    return like(register) if is_signed else unsigned(width, value_after_reset(register))


def at(registers, vector):
    """The registers that `per_vector` made, seen at another `vector`."""
    return registers.at(vector) if isinstance(registers, Indexed) else registers


def shown(registers, target):
    """Drive `target` with the register seen. One vector's is meant to be `target` already: nothing is placed."""
    return element(registers, target) if isinstance(registers, Indexed) else ()


def vector_delayed(label, vector, cycles, **reset):
    """`(late, blocks)`: the `vector` of `cycles` cycles ago, None where there is one vector. It is under the block's
    reset, or under `rst=`."""
    if vector is None:
        return None, ()
    late = like(vector) if cycles else vector
    return late, delayed(label, vector, late, cycles, **reset) if cycles else ()


def vector_to(label, vector, target, cycles, **reset):
    """Drive `target` with the `vector` of `cycles` cycles ago; nothing where there is one vector. It is under the
    block's reset, or under `rst=`."""
    return () if vector is None else delayed(label, vector, target, cycles, **reset)


def for_last(event, vectors, vector):
    """`(last, blocks)`: `event`, which comes for every vector, for the last of them alone; `event` itself where there
    is one vector."""
    if vectors == 1:
        return event, ()
    last = like(event)
    return last, for_vector(event, vectors - 1, vector, last)


def for_vector(event, number, vector, own):
    """Drive `own` with `event`, which comes for every vector, where it is the one of this number."""
    return verbatim(_ForVector(own, event, vector, number), [event, vector], [own])


def pick_vector(packed, vectors, vector, target):
    """Drive `target` with the element of `vector` of `packed`, which has one for each of `vectors` vectors, two or
    more."""
    return (pick_some if vectors & (vectors - 1) else pick)(packed, vector, target)


class _ForVector:
    """The text of an `assign`, written when all signals have their names."""

    def __init__(self, target, event, vector, number):
        self.target, self.event, self.vector, self.number = target, event, vector, number

    def __str__(self):
        return f"assign {name_of(self.target)} = {name_of(self.event)} && {name_of(self.vector)} == {self.number};"
