"""A queue in a RAM: its counters, and where a word is on its way through."""

from llama2_rtl.converters.hdl import clog2
from llama2_rtl.proofs.claims import Claims, Probe, claim, claims_of
from llama2_rtl.proofs.properties.order import scoreboard


@claims_of("word_queue")
def word_queue(width, depth):
    bits = clog2(depth)
    lines, order = scoreboard("s", "m", width, bits + 1, "level")
    lines += f"""
wire [{bits}:0] order$waits = order$ahead - m_valid;
wire [{bits - 1}:0] order$at = first[{bits - 1}:0] + order$waits - at_read;
"""
    return Claims("s to m", lines, (
        *(claim(*one) for one in order),
        claim("room", f"level <= {depth} && !(push && level == {depth})", "no word comes where there is no room"),
        claim("inv_level", "level == m_valid + at_read + to_read", "words are in the RAM, read, or at the output"),
        claim("inv_least", "level >= m_valid + at_read", "no more words are on their way than there are"),
        claim("inv_to_read", "to_read == (after_last - first)", "the pointers are as far apart as words are unread"),
        claim("inv_unread", "unread == (to_read != 0)", "the flag says whether words are unread"),
        claim("inv_ready", f"!s_ready || level < {depth}", "it is ready while there is room"),
        claim("inv_copies", "ram_at_read == at_read && ram_valid == m_valid", "the RAM's flags are the queue's"),
        claim("inv_word", "!order$tracking || order$word == (order$ahead < m_valid ? m_data : order$waits < at_read ? "
              "u_ram$word : u_ram$mem)", "the tracked word is where the counters say"),
    ), (Probe("u_ram", "word", width, "word"), Probe("u_ram", "mem", width, "mem[at]", "order$at", bits)))
