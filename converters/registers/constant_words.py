"""The registers that say what the core is."""

from converters.hdl import module, unsigned, verbatim
from converters.registers.description import WORD_BITS
from converters.registers.register_map import IDENTIFICATION, INDEX_BITS


def ports(geometry):
    return dict(index=unsigned(INDEX_BITS), word=unsigned(WORD_BITS))


@module(ports)
def constant_words(index, word, *, geometry):
    """`word` of the identification and the configuration at `index`, 0 where `index` is none of them. No latency."""
    cases = "\n".join(f"    {INDEX_BITS}'d{register.index}: constant = {WORD_BITS}'d{register.constant(geometry)};"
                      for register in IDENTIFICATION)
    body = f"""reg [{WORD_BITS - 1}:0] constant;
assign word = constant;

always @* case (index)
{cases}
    default: constant = {WORD_BITS}'d0;
endcase"""
    return verbatim(body, [index], [word])
