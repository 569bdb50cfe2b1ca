"""Golden vectors of a packed model: prompts that reach all over the vocabulary, every key and value that they leave in
the memory, and the tokens that golden chooses."""

import base64
import json
from dataclasses import asdict, dataclass

import numpy as np

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.multipliers import Multiplier
from llama2_rtl.converters.registers.driver_parts import field_offset
from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.marks import PROGRAM, WRITTEN_BY
from llama2_rtl.golden.sampling_formats import INVERSE_FRACTION_BITS

COMMAND = "doctor"

CHOICES = 4
"""Tokens that are chosen by chance: each depends on the logits of all tokens, by other numbers."""

UNIT_TEMPERATURE = 1 << INVERSE_FRACTION_BITS
SIDES, PARTS = ("k", "v"), ("mantissas", "shifts")


@dataclass(frozen=True)
class Turn:
    """`tokens` that go on with those of the turns before, and the `token` that golden chooses after them at an
    inverse temperature and a seed, as the core takes them."""

    tokens: list
    inverse_temperature: int
    seed: int
    token: int


@dataclass(frozen=True)
class Vectors:
    """Of the core of a Geometry with the packed model whose payloads have the CRC-32s `crcs`, one for each port: Turns,
    and the `cache` that they leave, as `golden.decoder.Decoder.new_cache` has it of one sequence, in arrays of int16.
    """

    geometry: Geometry
    crcs: list
    turns: list
    cache: list

    @property
    def positions(self):
        """Positions that the turns run."""
        return sum(len(turn.tokens) for turn in self.turns)


def payload_crcs(image, ports):
    """The CRC-32 of each port's payload, by the headers of a packed model."""
    at, size = field_offset("payload_crc"), len(image) // ports
    return [int.from_bytes(image[port * size + at:][:4], "little") for port in range(ports)]


def probing_tokens(geometry):
    """Tokens whose rows lie all over the embedding: the first, those with one bit, the last, as many as the context
    has room for ahead of its last position. Raises ValueError where that is none."""
    if geometry.context < 2:
        raise ValueError(f"a context of {geometry.context} positions; the self-test needs 2 at least")
    last = geometry.model.vocab_size - 1
    tokens = [0, *(1 << bit for bit in range(last.bit_length())), last]
    return list(dict.fromkeys(token for token in tokens if token <= last))[:geometry.context - 1]


def golden_vectors(model, geometry, crcs):
    """The Vectors of a QuantizedModel."""
    import torch

    from llama2_rtl.golden.decoder import Decoder
    from llama2_rtl.golden.sampling import Sampler
    tokens = probing_tokens(geometry)
    decoder = Decoder(model)
    cache = decoder.new_cache()
    logits = decoder.logits(torch.tensor([tokens]), cache)[0]
    first = max(1, len(tokens) - CHOICES)
    turns, ends = [], [first, *range(first + 1, len(tokens) + 1)]
    for seed, (begin, end) in enumerate(zip([0, *ends], ends, strict=False)):
        inverse = UNIT_TEMPERATURE if begin else 0
        chosen = Sampler(inverse, seed)(logits[end - 1], tokens[:end])
        turns.append(Turn(tokens[begin:end], inverse, seed, int(chosen)))
    return Vectors(geometry, crcs, turns, [
        {side: tuple(part.numpy() for part in layer[side]) for side in SIDES} for layer in cache])


def vectors_report(vectors):
    """The Vectors as an object of JSON, which `read_vectors` reads."""
    cache = [{side: {name: dict(shape=part.shape, int16=base64.b64encode(part.astype("<i2").tobytes()).decode())
                     for name, part in zip(PARTS, layer[side], strict=True)} for side in SIDES}
             for layer in vectors.cache]
    return dict(core=asdict(vectors.geometry), crcs=vectors.crcs, turns=[asdict(turn) for turn in vectors.turns],
                cache=cache)


def read_vectors(path):
    """The Vectors in a file that `llama2-rtl doctor --out` wrote. Raises ValueError, in one sentence, for another
    file."""
    if not path.is_file():
        raise ValueError(f"{path} is not a file; write it with '{PROGRAM} {COMMAND} --model ... --out {path}'")
    try:
        content = json.loads(path.read_text())
        if content.pop(WRITTEN_BY) != f"{PROGRAM} {COMMAND}":
            raise ValueError("another command's")
        core = content["core"]
        geometry = Geometry(**core | dict(model=ModelConfig(**core["model"]), numerics=Numerics(**core["numerics"]),
                                          multiplier=Multiplier(**core["multiplier"])))
        cache = [{side: tuple(_array(layer[side][name]) for name in PARTS) for side in SIDES}
                 for layer in content["cache"]]
        return Vectors(geometry, content["crcs"], [Turn(**turn) for turn in content["turns"]], cache)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError(f"{path} holds no vectors that '{PROGRAM} {COMMAND} --out' of this version wrote; write them "
                         "anew") from None


def _array(stored):
    return np.frombuffer(base64.b64decode(stored["int16"]), "<i2").reshape(stored["shape"])
