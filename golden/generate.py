"""Generation with any model that has `logits(tokens, cache, position)` and `new_cache()`."""

import torch


def generate_greedy(model, prompt, steps):
    """Token ids beginning with `prompt` [list]: the highest logit each time, the lowest index among equals,
    until a stop token comes out or `steps` positions have been computed (as llama2.c at temperature 0). The stop
    token is not returned."""
    tokens = [*prompt[: steps + 1], *answer(model, prompt, steps)]
    return tokens[:-1] if len(tokens) > len(prompt) and tokens[-1] in model.config.stop_tokens else tokens


def argmax_lowest(logits):
    """Index of the highest of `logits` [vocab_size], the lowest such index."""
    return int((logits == logits.max()).nonzero()[0])


def likeliest(logits, tokens):
    """`argmax_lowest`, as a Text takes it."""
    return argmax_lowest(logits)


class Text:
    """A text of `context` positions that goes on prompt by prompt, with the cache of all before; `tokens` [list] have
    been run. `choose` makes a token of logits [vocab_size] and the tokens that gave them, after a prompt's last and
    after those of the answer."""

    def __init__(self, model, context, choose=likeliest):
        self.model, self.context, self.choose = model, context, choose
        self.cache, self.tokens = model.new_cache(), []

    def answer(self, prompt, max_tokens=0):
        """Yields the tokens that follow `prompt` [list] at the positions after those that have been run: up to a stop
        token, the `max_tokens`th (0: no limit) or the end of the context, where a longer prompt is cut off. The last
        one yielded is not run: the next prompt begins with it where it belongs to the text."""
        tokens, generated = list(prompt[: self.context - len(self.tokens)]), 0
        while tokens and len(self.tokens) < self.context:
            token = tokens.pop(0)
            logits = self.model.logits(torch.tensor([[token]]), self.cache, len(self.tokens))[0, 0]
            self.tokens.append(token)
            if tokens:
                continue
            chosen = self.choose(logits, self.tokens)
            generated += 1
            yield chosen
            if chosen not in self.model.config.stop_tokens and generated != max_tokens:
                tokens.append(chosen)


def answer(model, prompt, steps, choose=likeliest):
    """Iterator of the tokens that follow `prompt` within `steps` positions, a stop token as the last; none where the
    prompt takes more."""
    return Text(model, steps, choose).answer(prompt) if len(prompt) <= steps else iter(())


def sample(model, batch, time, seed, report=lambda done: None):
    """[batch, time + 1] tokens from the model's BOS at temperature 1. `report` is called with the positions done so
    far."""
    generator = torch.Generator().manual_seed(seed)
    cache = model.new_cache()
    tokens = torch.full((batch, 1), model.config.bos_token)
    for position in range(time):
        weights = model.logits(tokens[:, -1:], cache, position)[:, 0].softmax(-1).cpu()
        tokens = torch.cat([tokens, torch.multinomial(weights, 1, generator=generator)], 1)
        report(position + 1)
    return tokens
