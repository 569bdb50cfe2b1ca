"""An entry of the sampler's sorted list."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, unsigned
from llama2_rtl.converters.interfaces.stages_wires import ListCommand


def ports(bits, value_bits):
    return clocked(command=In(ListCommand()), word=In(unsigned(bits), "the word that comes"),
                   above=In(unsigned(bits), "the entry before this one"),
                   above_yields=In(bit(), "the word goes before the entry before this one"),
                   below=In(unsigned(bits), "the entry behind this one"),
                   yields=Out(bit(), "the word goes before this entry"),
                   held=Out(unsigned(bits), "what the entry holds"))


@module(ports)
def list_entry(clk, rst, command, word, above, above_yields, below, yields, held, *, bits, value_bits):
    """A word is, from its top bit on, whether there is one, and the value of `value_bits` bits by which the list is
    sorted; then what goes with it. With `insert` the entry takes the `word` where that goes here, what was `above` it
    where the word goes before that, and stays where the word goes behind it; equal values stay in their order. With
    `rotate` it takes what is `below`. `yields` follows `word` in the
    same cycle.
    """
    top, low = bits - 1, bits - 1 - value_bits
    own, coming = signed(value_bits), signed(value_bits)

    @always_comb
    def show():
        own.next = held[top:low].signed()
        coming.next = word[top:low].signed()

    @always_comb
    def compare():
        yields.next = (not held[top]) or (coming > own)

    @always_seq(clk.posedge, reset=rst)
    def move():
        if command.clear:
            held.next = 0
        elif command.rotate:
            held.next = below
        elif command.insert:
            if above_yields:
                held.next = above
            elif yields:
                held.next = word

    return show, compare, move
