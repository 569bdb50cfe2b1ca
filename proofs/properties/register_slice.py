"""A register slice: two words in registers that are filled and leave in turn."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of
from llama2_rtl.proofs.properties.order import scoreboard


@claims_of("register_slice")
def register_slice(width):
    lines, order = scoreboard("s", "m", width, 2, "m_valid + full")
    return Claims("s to m", lines, (
        *(claim(*one) for one in order),
        claim("inv_full", "!full || m_valid && fill_odd == leave_odd", "the second word waits behind a first"),
        claim("inv_turn", "full || (fill_odd != leave_odd) == m_valid", "the words are filled and leave in turn"),
        claim("inv_open", "open_even == (!full && !fill_odd) && open_odd == (!full && fill_odd)",
              "a word is open while it is free and the next to be filled"),
        claim("inv_word", "!order$tracking || order$word == ((leave_odd != (order$ahead != 0)) ? odd : even)",
              "the tracked word is where it was put"),
    ))
