"""Prompts to a text of a core on a device and answers from it, as `board_link` has them over a serial line."""

from llama2_rtl.converters.registers.register_map import filter_words
from llama2_rtl.golden.drafts import USUAL_NGRAM


def registers(chance, geometry):
    """Name -> word of the registers of the core of a Geometry for a Chance."""
    words = dict(INVERSE_TEMPERATURE=chance.inverse, SEED=chance.seed)
    if geometry.sampler_list:
        words |= filter_words(chance.filters)
    return words


def drafting(geometry, drafter):
    """Name -> word of the registers that say where the drafts of the core of a Geometry come from: where a pass has
    room for some from the `drafter`, or where there is none from the text, as usual."""
    return dict(DRAFT_NGRAM=USUAL_NGRAM, DRAFT_HOST=int(drafter is not None)) if geometry.vectors > 1 else {}


class Link:
    """A text of an Attached core that has been given its packed model: a run is begun. `vocab_size` and `context` are
    the core's, `text` the tokens whose keys and values it holds, the Chance `chance` is how tokens are chosen in the
    stories that begin from now on. The `drafter` makes a list of drafts of a text's tokens, for a core whose passes
    have room for them.

    What is below asks by `_ask`, of the registers' words and a prompt, and hears by `_receive` (a token, whether it is
    the last one, whether drafts are wanted)."""

    def __init__(self, attached, chance, drafter=None):
        self.attached, self.chance, self.drafter, self.text = attached, chance, drafter, []
        self.vocab_size, self.context = attached.geometry.model.vocab_size, attached.geometry.context

    def story(self, prompt, max_tokens=0, resume=False):
        """Has the core tell a story: an iterator of the tokens that follow the list `prompt`, up to the end of text,
        `max_tokens` (0: no limit) or the end of the context. With `resume` the prompt goes on behind `text`; the last
        token told is not in it. A story left before its end must be ended by `stop`.

        Raises ValueError where the prompt does not fit the context, OSError where the core stops.
        """
        before = self.text if resume else []
        if not 1 <= len(prompt) <= self.context - len(before):
            raise ValueError(f"the prompt has {len(prompt)} tokens and the core's context {self.context}"
                             + (f", of which the text before it takes {len(before)}" if before else "")
                             + f"; {'shorten' if prompt else 'lengthen'} the prompt")
        self.text = [*before, *prompt]
        words = registers(self.chance, self.attached.geometry)
        return self._tokens(prompt, words | dict(MAX_TOKENS=min(max_tokens, self.context), RESUME=int(bool(before))))

    def _tokens(self, prompt, words):
        self._ask(words, prompt)
        last = False
        while not last:
            token, last, wanted = self._receive()
            if not last:
                self.text.append(token)
            if wanted:
                self._send_drafts(self.drafter(self.text))
            yield token
