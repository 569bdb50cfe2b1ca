"""A configuration of the whole core, a run on it, and how the world around treats it, all by chance."""

from dataclasses import asdict, dataclass, fields, replace
from math import prod
from random import Random

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.bound import pass_bound
from llama2_rtl.converters.geometry import MOST_VECTORS, MOST_WAYS, TAILS, Geometry
from llama2_rtl.converters.multipliers import MULTIPLIERS, read_multiplier
from llama2_rtl.golden.config import SPAN, ModelConfig, Numerics
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_formats import LAYER_MATRICES, ImageFormats
from llama2_rtl.golden.model_tensors import shapes
from llama2_rtl.golden.weight_format import FORMATS, I8E

POSITIONS, PROMPTS, TEXTS, MISHAPS = "positions", "prompts", "texts", "mishaps"
"""What is run: tokens at positions over AXI4, every tap of them; prompts on the core on chip; those of several texts at
once there; answers over AXI4 after whatever can go wrong with a run."""
ON_CHIP = PROMPTS, TEXTS

MOST_CYCLES, MOST_BYTES = 24_000, 60_000
"""Cycles of a pass, at most, as the memory's manners stretch its bound, and codes of the weight image: a simulation
takes some minutes, and waits for no token longer than tests do."""

HEADER_CYCLES = 3_500
"""The same for the page of the image's header."""

PROMPT_VOCABULARY = 8
"""Tokens at least where the prompt is a given one."""


@dataclass(frozen=True)
class Configuration:
    """All that a run depends on, each a value that JSON holds. `formats` are those of the layers' matrices, of
    classifier and embedding, one name each; None with `scale_bits` alone. `passes` are (position, size) of batches."""

    kind: str
    lanes: int
    head_dim: int
    n_heads: int
    group: int
    dim: int
    hidden_dim: int
    n_layers: int
    vocab_size: int
    context: int
    act_bits: int
    k_bits: int
    v_bits: int
    scale_bits: int
    formats: list | None
    tied: bool
    vectors: int
    sequences: int
    ways: int
    largest_tail: int
    multiplier: str
    ports: int
    longest_burst: int
    sampler_list: int
    temperature: float
    passes: list
    latency: list
    pause: float
    interleave: bool
    places: int
    seed: int

    def geometry(self):
        """The Geometry; raises ValueError where there is none."""
        n_heads = self.n_heads * self.group
        model = ModelConfig(self.dim, self.hidden_dim, self.n_layers, n_heads, self.n_heads, self.vocab_size,
                            self.context, tied=self.tied, own_head_dim=self.head_dim, stop_tokens=())
        blocks = None
        if self.formats:
            *layers, classifier, embedding = self.formats
            each = [tuple(layers[at:at + len(LAYER_MATRICES)]) for at in range(0, len(layers), len(LAYER_MATRICES))]
            blocks = ImageFormats(tuple(each[:self.n_layers]), embedding if self.tied else classifier, embedding)
        numerics = Numerics(self.act_bits, self.k_bits, self.v_bits, self.scale_bits, blocks)
        g = Geometry(model, numerics, self.lanes, self.context, self.vectors, self.sampler_list, self.ways,
                     read_multiplier(self.multiplier), self.largest_tail, self.ports, self.longest_burst,
                     self.sequences)
        g.tile  # noqa: B018  which not all lanes have
        if self.kind not in ON_CHIP:
            KvLayout(g)
        return g

    def check(self):
        """Raises ValueError where the run makes no sense on the core, or takes too long."""
        g = self.geometry()
        codes = sum(map(prod, shapes(g.model).values()))
        if codes > MOST_BYTES or self._slowness() * pass_bound(g, self.context - 1, self.vectors) > MOST_CYCLES or (
                PAGE // g.beat_bytes * self._slowness() > HEADER_CYCLES):
            raise ValueError("it takes too long")
        if (self.kind == TEXTS) != (self.sequences > 1):
            raise ValueError("texts are several")
        if self.kind in ON_CHIP and self.ports > 1:
            raise ValueError("a core on chip has no ports")
        if self.kind == MISHAPS and (self.vocab_size < PROMPT_VOCABULARY or self.context < len(LAYER_MATRICES)):
            raise ValueError("the prompt does not fit")
        if self.kind == MISHAPS and (self.temperature or self.sampler_list):
            raise ValueError("the answer is the likeliest one")
        if any(size > self.vectors or position + size > self.context for position, size in self.passes):
            raise ValueError("a pass does not fit")
        if [position for position, _ in self.passes] != sorted({position for position, _ in self.passes}) or any(
                self.passes[number][0] + self.passes[number][1] > self.passes[number + 1][0]
                for number in range(len(self.passes) - 1)):
            raise ValueError("passes overlap")

    def _slowness(self):
        """Cycles that the memory takes for a beat, about."""
        if self.kind in ON_CHIP:
            return 1 / (1 - self.pause)
        return 1 / (1 - self.pause) + self.latency[1] / self.longest_burst / self.places

    def to_dict(self):
        return asdict(self)


def from_dict(values):
    """The `Configuration` of a dict of JSON's; raises ValueError where it is none."""
    names = {field.name for field in fields(Configuration)}
    if not isinstance(values, dict) or set(values) != names:
        raise ValueError(f"a configuration has the fields {', '.join(sorted(names))}")
    return Configuration(**values)


def drawn(seed):
    """The `Configuration` of a seed."""
    random = Random(seed)
    while True:
        found = _draw(random, seed)
        try:
            found.check()
        except ValueError:
            continue
        return found


def _draw(random, seed):
    lanes = 1 << random.randint(0, 8)
    head_dim = 2 * random.choice((1, 2, 3, 4, 5, 8, random.randint(1, 24), random.randint(1, 48)))
    n_heads, group = random.choice((1, 1, 2, 3, 4, 5)), random.choice((1, 1, 2, 3, 4, 5, 7, 8))
    q_dim = head_dim * n_heads * group
    layers = random.choice((1, 1, 2, 3))
    vectors = random.choice((1, 1, 1, 2, 3, random.randint(1, MOST_VECTORS)))
    context = random.choice((random.randint(1, 12), random.randint(8, 80), random.randint(60, 300)))
    scale_bits, formats = _formats(random, layers)
    kind = random.choice((POSITIONS, POSITIONS, PROMPTS, TEXTS, MISHAPS))
    sequences = 2 << random.randrange(vectors.bit_length() - 1) if kind == TEXTS and vectors > 1 else 1
    slow = random.randint(1, 120)
    return Configuration(
        kind, lanes, head_dim, n_heads, group, random.choice((q_dim, q_dim, 2 * random.randint(1, 40))),
        random.choice((random.randint(1, 30), random.randint(20, 140))), layers,
        random.choice((random.randint(1, 12), random.randint(8, 70))), context, *_bits(random), scale_bits, formats,
        random.choice((True, False)), vectors, sequences, random.choice((1, 1, 2, 3, random.randint(1, MOST_WAYS))),
        random.choice(TAILS), random.choice(list(MULTIPLIERS)),
        1 if kind in ON_CHIP else random.choice((1, 1, 2, 4, 8)), random.choice((16, 32, 64, 256)),
        random.choice((0, 0, 1, 2, random.randint(1, 20))) if kind in ON_CHIP else 0,
        random.choice((0.0, 0.1, 1.0)) if kind == PROMPTS else 0.0, _passes(random, context, vectors),
        [random.randint(1, slow), slow], random.choice((0.0, 0.2, 0.6)), random.choice((True, False)),
        random.choice((1, 2, 4, 16)), seed)


def _bits(random):
    """Bits of activations, keys and values."""
    if random.random() < 0.5:
        return 16, random.choice((16, 12)), 8
    return tuple(random.randint(8, 16) for _ in range(3))


def _formats(random, layers):
    """(scale_bits, formats) of a Configuration."""
    way = random.random()
    if way < 0.35:
        return (0 if way < 0.1 else 8), None
    names = [name for name in FORMATS if name != I8E.name]
    if way < 0.6:
        one, head = random.choice(names), random.choice(names)
        return 8, [one] * (layers * len(LAYER_MATRICES)) + [head, head]
    return 8, random.choices(names, k=layers * len(LAYER_MATRICES) + 2)


def _passes(random, context, vectors):
    """Positions of passes, around the ends of spans more often than elsewhere, and their sizes."""
    found, least = [], 0
    for _ in range(random.randint(1, 3)):
        if least >= context:
            break
        near = [end + by for end in range(0, context + 1, SPAN) for by in range(-3, 3) if least <= end + by < context]
        position = random.choice([*near, random.randrange(least, context)])
        size = random.randint(1, min(vectors, context - position))
        found.append([position, size])
        least = position + size
    return found


def simpler(configuration):
    """Configurations that differ in one field, which is simpler there, the simplest first."""
    for name, values in SIMPLER.items():
        present = getattr(configuration, name)
        for value in values(present):
            if value == present:
                break
            yield replace(configuration, **{name: value})


def _fewer(least, step=1):
    """Values below the present one: the least, its half, one step less."""
    return lambda present: [value for value in (least, (present // 2 + step - 1) // step * step, present - step)
                            if least <= value < present]


def _one_of(*values):
    return lambda present: values[:values.index(present)] if present in values else values


def _fewer_passes(passes):
    for at in range(len(passes)):
        if len(passes) > 1:
            yield passes[:at] + passes[at + 1:]
    for at, (position, size) in enumerate(passes):
        for less in ([0, size], [position // 2, size], [position, 1]):
            if less != [position, size]:
                yield passes[:at] + [less] + passes[at + 1:]


SIMPLER = dict(
    formats=lambda formats: [None, *([[one] * len(formats) for one in dict.fromkeys(formats)] if formats else ())],
    scale_bits=_one_of(8), sampler_list=_fewer(0), temperature=_one_of(0.0), vectors=_fewer(1),
    sequences=_one_of(2, 4, 8), ways=_fewer(1),
    largest_tail=_one_of(*TAILS), ports=_one_of(1, 2, 4, 8), longest_burst=_one_of(256, 64, 32, 16),
    multiplier=_one_of(*MULTIPLIERS), tied=_one_of(True), n_layers=_fewer(1), group=_fewer(1), n_heads=_fewer(1),
    passes=_fewer_passes, head_dim=_fewer(2, 2), dim=_fewer(2), hidden_dim=_fewer(1), vocab_size=_fewer(1),
    context=_fewer(1), lanes=lambda lanes: [1 << bits for bits in range(lanes.bit_length() - 1)],
    act_bits=_one_of(16, 8), k_bits=_one_of(16, 8), v_bits=_one_of(8, 16), pause=_one_of(0.0),
    interleave=_one_of(False), places=_one_of(16), latency=lambda latency: [[1, 1], [1, latency[1]]])
"""Field -> what it may be in place of its present value, the simplest first."""
