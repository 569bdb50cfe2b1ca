"""A prompt as tokens: the tokenizer that belongs to a model, and what its context has room for."""


def tokenizer_path(checkpoint_path, given, own):
    """The path of a checkpoint's tokenizer: the one that was `given`, or the project's `own` for it, or the checkpoint
    where it brings one; None of none."""
    from llama2_rtl.golden.tokenizer import brings_tokenizer
    return given or own or (checkpoint_path if brings_tokenizer(checkpoint_path) else None)


def model_tokenizer(checkpoint_path, given, own, vocab_size):
    """The Tokenizer at `tokenizer_path`. Raises ValueError where there is none, or one of another vocabulary."""
    from llama2_rtl.golden.tokenizer import read_tokenizer
    path = tokenizer_path(checkpoint_path, given, own)
    if not path:
        raise ValueError(f"give the tokenizer that belongs to {checkpoint_path} with TOKENIZER=")
    return read_tokenizer(path, vocab_size)


def find_tokenizer(preset, checkpoint_path, given):
    """The Tokenizer that was given, or that comes with the preset or the checkpoint. Raises ValueError where there is
    none."""
    return model_tokenizer(checkpoint_path, given, preset.tokenizer, preset.model.vocab_size)


def read_prompt(preset, checkpoint_path, given, text):
    """Tokens of the prompt. Raises ValueError where it does not fit the preset, or there is no tokenizer."""
    tokens = find_tokenizer(preset, checkpoint_path, given).encode(text)
    check_prompt(tokens, preset.context)
    return tokens


def chosen_steps(steps, prompt, context):
    """Tokens to generate at most, after a prompt of so many: `steps`, or where that is None as many as the context
    holds. Raises ValueError where it does not hold them."""
    room = context - prompt + 1
    if steps is None:
        return room
    if steps < 1:
        raise ValueError(f"{steps} steps; generate at least one token")
    if steps > room:
        raise ValueError(f"{steps} steps; behind the prompt's {prompt} tokens a context of {context} has room for "
                         f"{room}; choose at most that, or leave STEPS away for the story up to its end")
    return steps


def check_prompt(tokens, context, position=0):
    """Raises ValueError where there are no tokens, or more than a context has room for from a position on."""
    if not tokens:
        raise ValueError("the prompt has no tokens, and this model's texts begin with none; give it some words")
    if len(tokens) > context - position:
        before = f", of which the conversation takes {position}" if position else ""
        raise ValueError(f"the prompt has {len(tokens)} tokens and the context {context}{before}; shorten "
                         f"the {'conversation' if position else 'prompt'}")
