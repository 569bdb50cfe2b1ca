"""A host that drafts, and the passes that a core takes with its drafts or with those of the text."""

from cocotb.triggers import RisingEdge

from llama2_rtl.converters.control.token_loop import WANTED_BIT
from llama2_rtl.converters.registers.token_words import NO_DRAFT
from llama2_rtl.golden.drafts import Drafter
from tb.harness.streams import token_packet

WANTED = 1 << WANTED_BIT


def sent_by_chance(drafts, vocab_size, vectors, random):
    """(drafts, packet): what chance leaves of drafts, one of them often wrong, and the words that a host sends."""
    drafts = drafts[:random.randrange(vectors + 2)]
    if drafts and random.random() < 0.4:
        drafts[random.randrange(len(drafts))] = random.randrange(vocab_size)
    behind = random.choice([[], [vocab_size], [NO_DRAFT, 1]]) if drafts else [NO_DRAFT]
    return drafts, drafts + behind


class DraftingHost:
    """A host that knows the `text` and drafts it, often wrongly, too much of it or nothing: a function of tokens as
    `Drafter` takes it. `packets` are the words that it sends, one list for each text that it was asked for."""

    def __init__(self, geometry, random):
        self.vocab_size, self.vectors, self.random = geometry.model.vocab_size, geometry.vectors, random
        self.packets, self.text = [], []

    def __call__(self, tokens):
        right = self.text[len(tokens):]
        drafts = (right + [self.random.randrange(self.vocab_size) for _ in range(self.vectors)])[:self.vectors + 1]
        drafts, packet = sent_by_chance(drafts, self.vocab_size, self.vectors, self.random)
        self.packets.append(packet)
        return drafts

    async def answer(self, clk, source, sink):
        """Sends a packet for each word that asks for one."""
        seen = sent = 0
        while True:
            await RisingEdge(clk)
            for word in sink.words[seen:]:
                seen += 1
                if word["token"] & WANTED:
                    assert sent < len(self.packets), f"asked {sent + 1} times for drafts, golden {sent} times"
                    sent += 1
                    await source.send(token_packet(self.packets[sent - 1]))


def drafted_passes(geometry, ngram, prompts, resumes, answers, host=None):
    """The DraftedPasses of all texts, as golden has them; a `host` is told each text as far as it goes."""
    drafter, passes = Drafter(geometry.vectors, ngram, geometry.context, host), []
    for prompt, resume, written in zip(prompts, resumes, answers, strict=True):
        if not resume or len(drafter.tokens) == geometry.context:
            drafter.begin()
        if host is not None:
            host.text = [*drafter.tokens, *prompt, *written]
        passes += drafter.passes(prompt, written)
    return passes
