"""Train the tokenizer and the model on stories of the grammar, and write both for llama2.c.

python -m llama2_rtl.checkpoints.tales.train
"""

import argparse
import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from torch import Tensor
from torch.nn import functional as F

from .checkpoint import write_checkpoint
from .corpus import stories
from .model import Config, Decoder
from .tokenizer import BOS, train_tokenizer, write_tokenizer

FOLDER = Path(__file__).parent
TRAIN_STORIES, TRAIN_SEED = 100_000, 1
VALIDATION_STORIES, VALIDATION_SEED = 2_000, 2
TOKENIZER_STORIES = 20_000
BATCH = 16
SHORT_WINDOW, SHORT_SHARE = (
    160,
    0.8,
)  # windows of one story at first, as attention costs most; then all of seq_len
PEAK_RATE, FINAL_RATE, WARMUP = 3e-3, 1e-4, 100
WEIGHT_DECAY = 0.1
CLIP = 1.0
REPORT_EVERY, VALIDATE_EVERY = 100, 500
PROMPTS = ("Once upon a time", "Tom had a", "One day", "In a quiet town", "Lily was")


def encode(tokenizer: sentencepiece.SentencePieceProcessor, texts: list[str]) -> tuple[Tensor, Tensor]:
    """All stories as one stream of tokens, each behind a BOS, and the position of each BOS in it."""
    encoded = [np.array([BOS, *ids], dtype=np.int64) for ids in tokenizer.encode(texts)]
    lengths = np.array([len(ids) for ids in encoded])
    return torch.from_numpy(np.concatenate(encoded)), torch.from_numpy(lengths.cumsum() - lengths)


def windows(stream: Tensor, starts: Tensor, length: int) -> Tensor:
    """[batch, length + 1] tokens of the stream from each start on; each start is the BOS of a story."""
    return stream[starts.unsqueeze(1) + torch.arange(length + 1)]


def loss(model: Decoder, tokens: Tensor) -> Tensor:
    """Mean negative log-likelihood, in nat, of tokens[:, 1:]."""
    return F.cross_entropy(model(tokens[:, :-1]).flatten(0, 1), tokens[:, 1:].flatten())


def learning_rate(step: int, steps: int) -> float:
    """Linear warm-up, then a cosine from the peak to the final rate."""
    if step < WARMUP:
        return PEAK_RATE * (step + 1) / WARMUP
    progress = (step - WARMUP) / max(1, steps - WARMUP)
    return FINAL_RATE + (PEAK_RATE - FINAL_RATE) * (1 + math.cos(math.pi * progress)) / 2


def optimizer_for(model: Decoder) -> torch.optim.AdamW:
    """AdamW that decays the matrices and leaves the norm gains alone."""
    matrices = [weight for weight in model.parameters() if weight.dim() == 2]
    gains = [weight for weight in model.parameters() if weight.dim() == 1]
    groups = [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": gains, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, betas=(0.9, 0.95))


@torch.no_grad()
def validate(model: Decoder, stream: Tensor, starts: Tensor) -> float:
    """Loss over the windows that tile the validation stories, in nat per token."""
    length = model.config.seq_len
    starts = starts[starts + length < len(stream)]
    batches = windows(stream, starts[:: len(starts) // 256], length).split(BATCH)
    return sum(float(loss(model, batch)) * len(batch) for batch in batches) / sum(map(len, batches))


@torch.no_grad()
def greedy(model: Decoder, tokenizer: sentencepiece.SentencePieceProcessor, prompt: str) -> tuple[str, int]:
    """The most likely story after `prompt`, and its tokens up to the BOS that ends it or a full context."""
    tokens = [BOS, *tokenizer.encode(prompt)]
    while len(tokens) < model.config.seq_len:
        following = int(model(torch.tensor([tokens]))[0, -1].argmax())
        if following == BOS:
            break
        tokens.append(following)
    return tokenizer.decode(tokens), len(tokens)


def train(
    model: Decoder,
    data: tuple[Tensor, Tensor],
    validation: tuple[Tensor, Tensor],
    steps: int,
    save: Callable[[], None],
) -> None:
    """Minimise the loss over random windows of `data`, print the progress, and save after each validation."""
    stream, starts = data
    starts = starts[starts + model.config.seq_len < len(stream)]
    optimizer = optimizer_for(model)
    begin = time.monotonic()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, steps)
        chosen = starts[torch.randint(len(starts), (BATCH,))]
        length = SHORT_WINDOW if step < SHORT_SHARE * steps else model.config.seq_len
        value = loss(model, windows(stream, chosen, length))
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        if (step + 1) % REPORT_EVERY == 0:
            elapsed = time.monotonic() - begin
            print(f"step {step + 1}/{steps}  loss {value.item():.4f}  {elapsed:.0f} s", flush=True)
        if (step + 1) % VALIDATE_EVERY == 0:
            print(f"validation loss {validate(model, *validation):.4f}", flush=True)
            save()


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the tales checkpoint and write it for llama2.c.")
    parser.add_argument("--steps", type=int, default=5000, help="optimiser steps (default 5000)")
    parser.add_argument("--seed", type=int, default=0, help="seed of weights and batches (default 0)")
    parser.add_argument("--threads", type=int, default=1, help="processor threads (default 1)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for stories.bin and tokenizer.bin")
    arguments = parser.parse_args()
    if arguments.steps < 1 or arguments.threads < 1:
        parser.error("--steps and --threads must be at least 1")
    if not arguments.out.is_dir():
        parser.error(f"{arguments.out} is no folder; create it or name another with --out")
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)

    config = Config()
    print(f"writing and encoding {TRAIN_STORIES} stories", flush=True)
    texts = list(stories(TRAIN_STORIES, TRAIN_SEED))
    tokenizer = train_tokenizer(texts[:TOKENIZER_STORIES], config.vocab_size)
    stream, starts = encode(tokenizer, texts)
    validation = encode(tokenizer, list(stories(VALIDATION_STORIES, VALIDATION_SEED)))
    model = Decoder(config)
    parameters = sum(weight.numel() for weight in model.parameters())
    print(
        f"{parameters} parameters, {len(stream)} tokens, {len(stream) / len(texts):.0f} a story", flush=True
    )

    def save() -> None:
        write_tokenizer(tokenizer, arguments.out / "tokenizer.bin")
        write_checkpoint(model, arguments.out / "stories.bin")

    train(model, (stream, starts), validation, arguments.steps, save)
    save()
    print(f"final validation loss {validate(model, *validation):.4f}")
    for prompt in PROMPTS:
        text, length = greedy(model, tokenizer, prompt)
        print(f"\n[{length} tokens] {text}")


if __name__ == "__main__":
    main()
