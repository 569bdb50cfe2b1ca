"""The host's end of a board's serial line: prompts out, stories in. `converters.uart.protocol` says what is spoken."""

from llama2_rtl.converters.uart.protocol import (
    ACCEPTED,
    CONTINUE,
    LAST,
    PROMPT,
    READY,
    STOP,
    TOKEN,
    VERSION,
    WORDS,
    Decoder,
    encode,
)

ATTEMPTS = 3
"""How often a packet that stays without an answer is sent."""

PATIENCE = 5
"""Silent time-outs in a row after which a story counts as lost."""

MOST_NOISE = 4096
"""Bytes without a packet after which what speaks is no board: more than a packet and a full buffer of noise."""


class BoardLink:
    """The board behind `port`, an object with `write(bytes)` and `read(1)`, which returns b"" after the port's
    time-out. `vocab_size` and `context` are the board's, `text` the tokens whose keys and values it holds. Raises
    OSError where no board answers."""

    def __init__(self, port):
        self.port, self.decoder = port, Decoder()
        self.vocab_size, self.context = self.stop()

    def stop(self):
        """Ends the story that the board may be telling, of which it then knows nothing any more; returns its
        `(vocab_size, context)`."""
        self.text = []
        for _ in range(ATTEMPTS):
            self.port.write(encode(STOP))
            if (words := self._wait_for(READY)) is not None:
                version, vocab_size, context = words
                if version != VERSION:
                    raise OSError(f"the board speaks version {version} of the protocol and this program {VERSION}; "
                                  "load a bitstream built by this version")
                return vocab_size, context
        raise OSError("the board is silent; load its bitstream, and see that no other program uses its port")

    def story(self, prompt, max_tokens=0, resume=False):
        """Has the board tell a story: an iterator of the tokens that follow the list `prompt`, up to the end of text,
        `max_tokens` (0: no limit) or the end of the context. With `resume` the prompt goes on behind `text`; the last
        token that the board told is not in it. A story left before its end must be ended by `stop`.

        Raises ValueError where the prompt does not fit the context, OSError where the board falls silent.
        """
        before = list(self.text) if resume else []
        if not 1 <= len(prompt) <= self.context - len(before):
            raise ValueError(f"the prompt has {len(prompt)} tokens and the board's context {self.context}"
                             + (f", of which the text before it takes {len(before)}" if before else "")
                             + f"; {'shorten' if prompt else 'lengthen'} the prompt")
        self._begin(before, prompt, min(max_tokens, self.context))
        self.text = [*before, *prompt]
        return self._tokens()

    def _tokens(self):
        kind, silent = TOKEN, 0
        while kind != LAST:
            packet = self._packet()
            silent = 0 if packet else silent + 1
            if silent == PATIENCE:
                raise OSError("the board fell silent in the middle of the story; press its reset button and try again")
            if packet and packet[0] in (TOKEN, LAST):
                kind, (token,) = packet
                if kind != LAST:
                    self.text.append(token)
                yield token

    def _begin(self, before, prompt, max_tokens):
        packet = encode(CONTINUE if before else PROMPT, max_tokens, *prompt)
        for _ in range(ATTEMPTS):
            self.port.write(packet)
            if self._wait_for(ACCEPTED) is not None:
                return
            self.stop()  # the prompt may have arrived and its answer not
            packet = encode(PROMPT, max_tokens, *before, *prompt)
        raise OSError("the board does not accept the prompt; press its reset button and try again")

    def _wait_for(self, kind):
        """The words of the next packet of that kind, older answers dropped; None where a time-out comes first."""
        while packet := self._packet():
            if packet[0] == kind:
                return packet[1]
        return None

    def _packet(self):
        """The next packet that a board sends; None after a time-out, or where only noise comes."""
        for _ in range(MOST_NOISE):
            if not (data := self.port.read(1)):
                return None
            packet = self.decoder.feed(data[0])
            if packet and len(packet[1]) == WORDS.get(packet[0]):
                return packet
        return None
