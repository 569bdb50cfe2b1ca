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


def answer(model, prompt, steps, choose=argmax_lowest):
    """Yields the tokens that follow `prompt` within `steps` positions, a stop token as the last. `choose` makes a token
    of logits [vocab_size], at every position as a core does; inside the prompt the token is not used."""
    cache, tokens = model.new_cache(), list(prompt)
    for position in range(steps):
        logits = model.logits(torch.tensor([[tokens[position]]]), cache, position)[0, 0]
        chosen = choose(logits)
        if position + 1 == len(tokens):
            tokens.append(chosen)
            yield tokens[-1]
            if tokens[-1] in model.config.stop_tokens:
                return


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
