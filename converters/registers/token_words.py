"""The words by which a host reaches the token streams."""

from llama2_rtl.converters.control.token_loop import TDATA_BITS, WANTED_BIT
from llama2_rtl.converters.geometry import MOST_SEQUENCES

STATE, SEND, SEND_LAST, TAKE = (4 * word for word in range(4))
TOKEN_WORDS = dict(
    STATE=(STATE, "read: ROOM and WAITING"), SEND=(SEND, "write: a token of a prompt for s_axis"),
    SEND_LAST=(SEND_LAST, "write: a prompt's last token, with tlast"),
    TAKE=(TAKE, "read: takes the token that waits on m_axis, with LAST where tlast is high"))
"""Name -> (byte offset, what it is)."""

TEXT_WORDS_BYTES = 4 * len(TOKEN_WORDS)
"""Of a core that works on several texts each has these words, one text's behind the other's: ROOM is for its own
prompts, while the token that waits is of any text."""

ROOM_BIT, WAITING_BIT, TEXT_BIT, LAST_BIT = 0, 1, 27, 31
TOKEN_MASKS = dict(ROOM=(1 << ROOM_BIT, "s_axis takes a token"), WAITING=(1 << WAITING_BIT, "a token waits on m_axis"),
                   TEXT=((MOST_SEQUENCES - 1) << TEXT_BIT, "the number of the text that it is of"),
                   WANTED=(1 << WANTED_BIT, "drafts are wanted to follow it"),
                   LAST=(1 << LAST_BIT, "it is an answer's last one"))
"""Name -> (mask, what it says)."""

NO_DRAFT = (1 << TDATA_BITS) - 1
"""The last word of a packet of drafts that has none, or fewer: outside every vocabulary."""

TOKENS_OFFSET = 0x1000
"""Where they begin, a page behind the registers, on the one port of a hosted core."""
