"""How RoPE is stretched for contexts longer than those that a model was first trained on. Needs no torch.

Each kind gives the frequencies of a head's pairs, in radians per position, and the factor that queries and keys are
multiplied by; fields have the names of a Hugging Face config.json."""

from dataclasses import dataclass, fields
from math import ceil, floor, log, pi


class RopeScaling:
    """A kind of scaling. Raises ValueError for numbers that make no sense."""

    attention_factor = 1.0

    def scaled(self, frequencies, theta):
        """The frequencies theta^(-2i/H) of the H/2 pairs of a head, stretched."""
        raise NotImplementedError

    def _check_positive(self):
        numbers = [getattr(self, field.name) for field in fields(self)]
        if not all(0 < number < float("inf") for number in numbers if not isinstance(number, bool | tuple)):
            raise ValueError(f"the rope scaling {self} holds a number that is not positive; correct it")


@dataclass(frozen=True)
class LinearScaling(RopeScaling):
    """`linear`: `factor` positions count as one."""

    factor: float

    def __post_init__(self):
        self._check_positive()

    def scaled(self, frequencies, theta):
        return [frequency / self.factor for frequency in frequencies]


@dataclass(frozen=True)
class Llama3Scaling(RopeScaling):
    """`llama3`, Llama 3.1's: wavelengths above original / low_freq_factor positions are stretched by `factor`, those
    below original / high_freq_factor stay, those between are interpolated."""

    factor: float
    low_freq_factor: float
    high_freq_factor: float
    original_max_position_embeddings: int

    def __post_init__(self):
        self._check_positive()
        if self.high_freq_factor <= self.low_freq_factor:
            raise ValueError(f"high_freq_factor {self.high_freq_factor} of the rope scaling must exceed "
                             f"low_freq_factor {self.low_freq_factor}; correct it")

    def scaled(self, frequencies, theta):
        return [self._stretched(frequency) for frequency in frequencies]

    def _stretched(self, frequency):
        waves = self.original_max_position_embeddings * frequency / (2 * pi)
        share = (waves - self.low_freq_factor) / (self.high_freq_factor - self.low_freq_factor)
        return _mixed(frequency, self.factor, share)


@dataclass(frozen=True)
class YarnScaling(RopeScaling):
    """`yarn` (Peng et al., 2023, https://arxiv.org/abs/2309.00071, section 3.2): pairs that turn more than `beta_fast`
    times in the original context stay, those that turn less than `beta_slow` times are stretched by `factor`, those
    between are interpolated by their number; with `truncate` the ends of that range are whole numbers. Without an
    `attention_factor` it is 1 + ln(factor) / 10."""

    factor: float
    original_max_position_embeddings: int
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    attention_factor: float | None = None
    truncate: bool = True

    def __post_init__(self):
        if self.attention_factor is None:
            object.__setattr__(self, "attention_factor", yarn_attention_factor(self.factor))
        self._check_positive()

    def scaled(self, frequencies, theta):
        elements = 2 * len(frequencies)

        def pair(turns):
            """The number of the pair that turns so often in the original context, no whole one."""
            return elements * log(self.original_max_position_embeddings / (turns * 2 * pi)) / (2 * log(theta))

        first, last = pair(self.beta_fast), pair(self.beta_slow)
        if self.truncate:
            first, last = floor(first), ceil(last)
        first, last = max(first, 0), min(last, elements - 1)
        width = last - first or 1e-3
        return [_mixed(frequency, self.factor, 1 - (number - first) / width)
                for number, frequency in enumerate(frequencies)]


@dataclass(frozen=True)
class RopeFactors(RopeScaling):
    """A number for each pair of a head that its frequency is divided by, as a GGUF file has them."""

    factors: tuple

    def __post_init__(self):
        object.__setattr__(self, "factors", tuple(self.factors))
        if not all(0 < factor < float("inf") for factor in self.factors):
            raise ValueError("the rope scaling holds a factor that is not positive; correct it")

    def scaled(self, frequencies, theta):
        return [frequency / factor for frequency, factor in zip(frequencies, self.factors, strict=True)]


def yarn_attention_factor(factor, weight=1.0):
    """What yarn multiplies queries and keys by, for contexts stretched by `factor`."""
    return 1.0 + 0.1 * weight * log(factor) if factor > 1 else 1.0


def _mixed(frequency, factor, share):
    """`share`, held to 0..1, of a frequency, and the rest of it divided by `factor`."""
    share = min(max(share, 0.0), 1.0)
    return frequency * (share + (1 - share) / factor)


KINDS = (LinearScaling, Llama3Scaling, YarnScaling, RopeFactors)


def rope_scaling(values):
    """The scaling whose fields `values`, a dictionary, holds, as JSON gives one back. Raises ValueError where it is of
    none."""
    for kind in KINDS:
        if {field.name for field in fields(kind)} == values.keys():
            return kind(**values)
    raise ValueError(f"no rope scaling has just the fields {', '.join(map(repr, values)) or 'of an empty object'}; "
                     "write it anew")
