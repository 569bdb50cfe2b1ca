"""The largest logits so far, in order: the sampler's list."""

from llama2_rtl.converters.hdl import Const, In, Open, Out, clocked, instance, module, part, resize, unsigned
from llama2_rtl.converters.interfaces.stages_wires import ListCommand
from llama2_rtl.converters.stages.list_entry import list_entry


def ports(entries, bits, value_bits):
    return clocked(command=In(ListCommand()), word=In(unsigned(bits), "the word that comes"),
                   first=Out(unsigned(bits), "the first entry"))


@module(ports)
def sorted_list(clk, rst, command, word, first, *, entries, bits, value_bits):
    """`entries` words as `list_entry` has them, those of the largest values that have been inserted since `clear`, of
    equals those that came first, in falling order. A word is in its place in the cycle after `insert`; one may come in
    every cycle. After `entries` cycles with `rotate` the list is as before."""
    held, yields = unsigned(entries * bits), unsigned(max(1, entries - 1))
    cells = [instance(f"u_list_entry_{number}", list_entry, dict(
        command=command, word=word,
        above=part(held, number - 1, bits) if number else Const(0, bits),
        above_yields=part(yields, number - 1, 1) if number else Const(0, 1),
        below=part(held, (number + 1) % entries, bits),
        yields=part(yields, number, 1) if number < entries - 1 else Open(1), held=part(held, number, bits)),
        bits=bits, value_bits=value_bits) for number in range(entries)]
    return cells, resize(held, first)
