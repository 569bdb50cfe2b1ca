"""What golden makes of a prompt: the tokens that the testbench expects, and the taps of the first positions."""

from dataclasses import dataclass

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.quantize import QuantizedModel
from llama2_rtl.golden.taps import Taps

ANSWER_TOKENS = 4
"""Tokens that the testbench asks for."""


@dataclass(frozen=True)
class GoldenRun:
    """A prompt (list of tokens) run by `model`. `tokens`: the one at each position that was run; `next_tokens`: the one
    that golden chooses after each; `logits`: int32 [vocab_size] of each position from the prompt's last on; `taps`: of
    the first `positions`."""

    model: QuantizedModel
    prompt: list
    tokens: list
    next_tokens: list
    logits: list
    taps: Taps
    positions: int

    @property
    def answer(self):
        """The tokens that the core sends for the prompt where ANSWER_TOKENS is its limit."""
        return self.next_tokens[len(self.prompt) - 1:][:ANSWER_TOKENS]


def run_golden(model, context, prompt, positions, report=lambda done, of: None):
    """The `GoldenRun` of a QuantizedModel with `context` positions, at least `positions` long; of no prompt, the one of
    BOS and what golden chooses after it. `report` hears of every position. Raises ValueError where the text ends
    earlier."""
    decoder, taps = Decoder(model), Taps()
    prompt = (prompt or _default_prompt(decoder))[:context]
    cache, tokens, next_tokens, of_answer = decoder.new_cache(), list(prompt), [], []
    wanted = min(context, max(positions, len(prompt) - 1 + ANSWER_TOKENS))
    for position in range(wanted):
        report(position, wanted)
        logits = decoder.step(tokens[position], position, cache, taps if position < positions else None)
        next_tokens.append(argmax_lowest(logits))
        if position + 1 >= len(prompt):
            of_answer.append(logits)
        if position + 1 == len(tokens):
            if next_tokens[-1] in model.config.stop_tokens:
                break
            tokens.append(next_tokens[-1])
    if len(next_tokens) < positions:
        raise ValueError(f"the text ends after {len(next_tokens)} positions; give POSITIONS= a number up to that")
    return GoldenRun(model, prompt, tokens[:len(next_tokens)], next_tokens, of_answer, taps, positions)


def _default_prompt(decoder):
    bos = decoder.config.bos_token
    return [bos, argmax_lowest(decoder.step(bos, 0, decoder.new_cache()))]
