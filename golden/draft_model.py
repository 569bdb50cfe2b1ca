"""A second model that drafts what a core then checks."""

import torch

from llama2_rtl.golden.float_model import FloatModel


class DraftModel:
    """Drafts of a Checkpoint's model in float32, `most` of them: the likeliest token behind a text, then the one behind
    that. Called with a list of tokens; of what it has computed for the text before it keeps what both begin with,
    drafts that were right among it."""

    def __init__(self, checkpoint, most):
        self.model, self.most = FloatModel(checkpoint), most
        self.tokens, self.cache = [], self.model.new_cache()

    def __call__(self, tokens):
        """Drafts that follow `tokens`, fewer or none where the model's context ends."""
        shared = 0
        while shared < min(len(self.tokens), len(tokens) - 1) and self.tokens[shared] == tokens[shared]:
            shared += 1
        self.cache = [kept and tuple(of_kind[:, :shared] for of_kind in kept) for kept in self.cache]
        self.tokens, drafts, news = tokens[:shared], [], tokens[shared:]
        while len(drafts) < self.most and len(self.tokens) + len(news) <= self.model.config.seq_len:
            logits = self.model.logits(torch.tensor([news]), self.cache, len(self.tokens))
            self.tokens = self.tokens + news
            news = [int(logits[0, -1].argmax())]
            drafts += news
        return drafts
