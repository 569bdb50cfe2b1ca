"""How RoPE is stretched for contexts longer than those that a model was first trained on. Needs no torch."""

from dataclasses import dataclass, fields
from math import pi


@dataclass(frozen=True)
class Llama3Scaling:
    """Llama 3.1's (`rope_type: llama3`), under the names of its config.json: wavelengths above original /
    low_freq_factor positions are stretched by `factor`, those below original / high_freq_factor stay, those between are
    interpolated. Raises ValueError where that makes no sense."""

    factor: float
    low_freq_factor: float
    high_freq_factor: float
    original_max_position_embeddings: int

    def __post_init__(self):
        if min(self.factor, self.low_freq_factor, self.original_max_position_embeddings) <= 0:
            raise ValueError(f"the rope scaling {self} holds a number that is not positive; correct it")
        if self.high_freq_factor <= self.low_freq_factor:
            raise ValueError(f"high_freq_factor {self.high_freq_factor} of the rope scaling must exceed "
                             f"low_freq_factor {self.low_freq_factor}; correct it")

    def scaled(self, frequencies):
        """The frequencies of the pairs, in radians per position, stretched."""
        return [self._stretched(frequency) for frequency in frequencies]

    def _stretched(self, frequency):
        waves = self.original_max_position_embeddings * frequency / (2 * pi)
        share = (waves - self.low_freq_factor) / (self.high_freq_factor - self.low_freq_factor)
        share = min(max(share, 0.0), 1.0)
        return frequency * (share + (1 - share) / self.factor)


@dataclass(frozen=True)
class RopeFactors:
    """A number for each pair of a head that its frequency is divided by, as a GGUF file has them. Raises ValueError
    where one is not positive."""

    factors: tuple

    def __post_init__(self):
        object.__setattr__(self, "factors", tuple(self.factors))
        if not all(0 < factor < float("inf") for factor in self.factors):
            raise ValueError("the rope scaling holds a factor that is not positive; correct it")

    def scaled(self, frequencies):
        """As `Llama3Scaling.scaled`."""
        return [frequency / factor for frequency, factor in zip(frequencies, self.factors, strict=True)]


KINDS = (Llama3Scaling, RopeFactors)


def rope_scaling(values):
    """The scaling whose fields `values`, a dictionary, holds, as JSON gives one back."""
    return next(kind(**values) for kind in KINDS if {field.name for field in fields(kind)} == values.keys())
