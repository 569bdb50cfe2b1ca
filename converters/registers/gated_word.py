"""A register's word on its way to the bus."""

from myhdl import always_comb

from converters.hdl import module, unsigned
from converters.registers.description import WORD_BITS
from converters.registers.register_map import BY_NAME, INDEX_BITS


def ports(register):
    return dict(index=unsigned(INDEX_BITS), value=unsigned(WORD_BITS), word=unsigned(WORD_BITS))


def _name(register):
    return register.lower()


@module(ports, suffix=_name)
def gated_word(index, value, word, *, register):
    """`word` is `value` while `index` is that of `register` in the map, else 0. No latency."""
    number = BY_NAME[register].index

    @always_comb
    def gate():
        word.next = 0
        if index == number:
            word.next = value

    return gate
