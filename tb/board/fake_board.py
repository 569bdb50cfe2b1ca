"""A board that speaks the protocol at one end of a pseudo-terminal, for programs that open the other end."""

import os
import select
import threading
import time
import tty

from llama2_rtl.converters.uart.protocol import (
    ACCEPTED,
    CONTINUE,
    LAST,
    PROMPT,
    READY,
    STOP,
    TOKEN,
    VERSION,
    Decoder,
    encode,
)


class FakeBoard:
    """Answers every prompt with the tokens that `tell(prompt, max_tokens)` yields, `pause` seconds apart; a context
    manager. `port` is the path to open. `heard` lists the packets that came.

    deaf: kinds of packets that get no answer. leftover: bytes that lie on the line from before. version: what it says.
    """

    def __init__(self, vocab_size, context, tell, pause=0.0, deaf=(), leftover=b"", version=VERSION):
        self.vocab_size, self.context, self.tell, self.pause = vocab_size, context, tell, pause
        self.deaf, self.leftover, self.version = deaf, leftover, version
        self.heard, self.decoder, self.ended = [], Decoder(), False

    def __enter__(self):
        self.line, self.other_end = os.openpty()
        tty.setraw(self.line)
        tty.setraw(self.other_end)
        self.port = os.ttyname(self.other_end)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        self.thread.join()
        os.close(self.line)
        os.close(self.other_end)

    def _run(self):
        story, due = iter(()), 0.0
        while not self.ended:
            for kind, words in self._hear(max(0.0, min(0.02, due - time.monotonic()))):
                self.heard.append((kind, words))
                if kind == STOP and kind not in self.deaf:
                    story = iter(())
                    self._say(self.leftover + encode(READY, self.version, self.vocab_size, self.context))
                elif kind in (PROMPT, CONTINUE) and kind not in self.deaf:
                    story = self._packets(words[1:], words[0])
                    self._say(encode(ACCEPTED))
            if time.monotonic() >= due and (packet := next(story, None)):
                self._say(packet)
                due = time.monotonic() + self.pause

    def _hear(self, seconds):
        if not select.select([self.line], [], [], seconds or 0.001)[0]:
            return []
        return [packet for packet in map(self.decoder.feed, os.read(self.line, 4096)) if packet]

    def _say(self, data):
        os.write(self.line, data)

    def _packets(self, prompt, max_tokens):
        tokens = list(self.tell(list(prompt), max_tokens))
        for index, token in enumerate(tokens):
            yield encode(LAST if index == len(tokens) - 1 else TOKEN, token)
