"""Named hardware configurations, and the one that fits a checkpoint."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from llama2_rtl.converters.bound import kv_bytes
from llama2_rtl.converters.geometry import LONGEST_BURST, LONGEST_CONTEXT, Geometry
from llama2_rtl.converters.multipliers import DEFAULT_MULTIPLIER, Multiplier, read_multiplier
from llama2_rtl.golden.config import NARROW_KEYS, ModelConfig, Numerics
from llama2_rtl.golden.embedding_place import memory_words
from llama2_rtl.golden.model_tensors import shapes
from llama2_rtl.golden.models import MODELS
from llama2_rtl.golden.near import advice
from llama2_rtl.golden.tensor_formats import image_formats, read_formats, stored_formats, uniform_formats
from llama2_rtl.golden.weight_format import INT8B32

ROOT = Path(__file__).resolve().parents[1]
"""The folder of the packages and of the files that they read: a checkout, or the place where it is installed."""


def of_floats(model):
    """The Numerics of a ModelConfig whose file holds floats: every matrix in INT8B32."""
    return Numerics(blocks=image_formats(model, uniform_formats(model, INT8B32, INT8B32)))


@dataclass(frozen=True)
class Preset:
    """A decoder core: the model's shape, the lanes, the context and the formats; `geometry` follows from them. `format`
    names the weights' formats, layers/head, whatever the checkpoint holds; None where the checkpoint says what they
    are, and `numerics` has those of one of floats until it is given. `sampler_list` is the number
    of the entries of the sampler's list, which top-k, top-p, min-p and the repetition penalty need; 0 for no list.
    `ways` are the query heads that may share each word of keys and values, `batch` the positions of a prompt that may
    share each word of the weights, and `sequences` the texts that these may be of; `multiplier` is the device's.
    `ports` are those of the memory beside the core, `longest_burst` the beats that a burst there may have.

    `checkpoint` and `tokenizer` are the files that come with the project, None where the user brings them. Raises
    ValueError where the model cannot lie on the lanes.
    """

    name: str
    model: ModelConfig
    lanes: int
    context: int
    numerics: Numerics = Numerics()
    checkpoint: Path | None = None
    tokenizer: Path | None = None
    format: str | None = None
    sampler_list: int = 0
    ways: int = 1
    multiplier: Multiplier = DEFAULT_MULTIPLIER
    ports: int = 1
    longest_burst: int = LONGEST_BURST
    batch: int = 1
    sequences: int = 1

    geometry: Geometry = field(init=False)

    @property
    def is_given(self):
        """Whether it goes by the name of a file that the user gave."""
        return self.name.startswith(GIVEN)

    def __post_init__(self):
        object.__setattr__(self, "geometry", Geometry(self.model, self.numerics, self.lanes, self.context,
                                                      vectors=self.batch, sampler_list=self.sampler_list,
                                                      ways=self.ways, multiplier=self.multiplier, ports=self.ports,
                                                      longest_burst=self.longest_burst, sequences=self.sequences))


TALES = Preset(
    "tales",
    ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256),
    lanes=16, context=256, checkpoint=ROOT / "checkpoints/tales/stories.bin",
    tokenizer=ROOT / "checkpoints/tales/tokenizer.bin", format="int8")

STORIES260K = Preset("stories260K", MODELS["stories260K"], lanes=16, context=256, numerics=NARROW_KEYS, format="int8")

LARGE_LANES = 64

TALKERS = {"SmolLM2-135M": 40, "SmolLM2-360M": 40}
"""Models to talk to -> the entries of their sampler's list: llama.cpp's top-k."""

WORDS_PER_ROW = 4
"""Where the cycle model holds: with rows of fewer words the engine waits for its own results, not for the bus."""

ON_CHIP_BYTES = 1 << 27
"""Weights that become a ROM, at most, and keys and values in RAM: about what the largest FPGAs hold in block RAM."""

PRESETS = {preset.name: preset for preset in (TALES, STORIES260K)}
PRESETS |= {name: Preset(name, model, LARGE_LANES, model.seq_len, of_floats(model), sampler_list=TALKERS.get(name, 0))
            for name, model in MODELS.items() if name not in PRESETS}
DEFAULT = TALES

GIVEN = "model-"
"""How the name of a preset begins whose model the user gave, so that its outputs never take the place of a named
preset's: no name in PRESETS begins so."""


def fits_on_chip(preset):
    """Whether the weights of a preset can be a ROM, and its KV cache a RAM."""
    tile = preset.geometry.tile
    weights = memory_words(preset.model, preset.numerics.formats, tile) * tile.word_bytes
    return max(weights, preset.sequences * kv_bytes(preset.geometry, preset.context - 1)) <= ON_CHIP_BYTES


def choose_preset(name=None, checkpoint=None, lanes=None, context=None, **others):
    """`(preset, path of its checkpoint)` for what the user gave, as `choose_shape` has it. Raises ValueError for a
    preset without a checkpoint too."""
    preset = choose_shape(name, checkpoint, lanes, context, **others)
    if checkpoint is None and preset.checkpoint is None:
        raise ValueError(f"the checkpoint of the preset {PRESETS[name].name} does not come with the project; "
                         "give its path with MODEL=")
    return preset, Path(checkpoint or preset.checkpoint)


def choose_shape(name=None, checkpoint=None, lanes=None, context=None, *, formats=None, sampler_list=None, ways=None,
                 multiplier=None, ports=None, longest_burst=None, batch=None, sequences=None):
    """The preset for what the user gave: a preset's name, a checkpoint's path, both or neither; `lanes`, `context`,
    `formats`, layers/head, `sampler_list`, `ways`, `batch`, `sequences`, `ports`, `longest_burst` and the name of a
    `multiplier` replace the preset's.

    A checkpoint without a preset's name gets the preset of its shape, else one that holds its whole context, with the
    default preset's lanes where its weights fit on chip, else with those that a memory beside it feeds. It goes
    by the file's name, with GIVEN before it, unless it is the preset's own, or is given by a preset's name that comes
    without one. Raises ValueError for an unknown name, a checkpoint of another shape, a context that the model was
    not made for.
    """
    if name is not None and name not in PRESETS:
        raise ValueError(f"there is no preset '{name}'; {advice(name, PRESETS)}")
    preset = PRESETS.get(name or DEFAULT.name)
    if checkpoint is not None:
        preset = _fitting(Path(checkpoint), PRESETS.get(name))
    if context not in (None, preset.context):
        if context > preset.model.seq_len:
            raise ValueError(f"a context of {context} positions; {preset.name} was made for {preset.model.seq_len}, "
                             "choose at most that")
        preset = replace(preset, context=context, name=f"{preset.name}-{context}positions")
    if sampler_list not in (None, preset.sampler_list):
        preset = replace(preset, sampler_list=sampler_list, name=f"{preset.name}-list{sampler_list}")
    # At once: the ways, the batch and the ports that lanes can have depend on how many they are, the sequences on the
    # batch.
    array = {what: count for what, count in (("lanes", lanes), ("ways", ways), ("batch", batch),
                                             ("sequences", sequences), ("ports", ports))
             if count not in (None, getattr(preset, what))}
    if array:
        named = [f"batch{count}" if what == "batch" else f"{count}{what}" for what, count in array.items()]
        preset = replace(preset, **array, name="-".join([preset.name, *named]))
    if longest_burst not in (None, preset.longest_burst):
        preset = replace(preset, longest_burst=longest_burst, name=f"{preset.name}-bursts{longest_burst}")
    if formats not in (None, preset.format, preset.numerics.formats.name):
        preset = in_formats(preset, formats)
    return preset if multiplier is None else with_multiplier(preset, read_multiplier(multiplier))


def with_multiplier(preset, multiplier, usual=DEFAULT_MULTIPLIER):
    """The preset for a device of such multipliers; its name says so where they are not the `usual` ones."""
    name = preset.name if multiplier == usual else f"{preset.name}-{multiplier.name}"
    return replace(preset, multiplier=multiplier, name=name)


def in_formats(preset, formats):
    """The preset in formats, layers/head. Raises ValueError where its numerics or its lanes can't have them."""
    chosen = read_formats(formats, preset.model)
    return replace(_with_formats(preset, chosen), format=chosen.name,
                   name=f"{preset.name}-{chosen.name.replace('/', '-')}")


def _with_formats(preset, formats):
    """The preset with its numerics in TensorFormats."""
    return replace(preset, numerics=replace(preset.numerics, blocks=image_formats(preset.model, formats)))


def _fitting(path, named):
    """The preset of the checkpoint's shape, with all else that the checkpoint says of its model."""
    from llama2_rtl.golden.checkpoint import read_checkpoint
    checkpoint = read_checkpoint(path)
    model, name = checkpoint.config, GIVEN + (path.resolve().name if path.is_dir() else path.stem)
    if named and not _same_shape(named.model, model):
        raise ValueError(f"{path} has another shape than the preset {named.name}; leave PRESET away to take its own")
    for preset in [named] if named else PRESETS.values():
        if _same_shape(preset.model, model):
            fitted = replace(_as_stored(preset, checkpoint), model=model, context=min(preset.context, model.seq_len))
            own = preset.checkpoint.resolve() == path.resolve() if preset.checkpoint else named
            tokenizer = preset.tokenizer if own or named else None
            return fitted if own else replace(fitted, name=name, checkpoint=None, tokenizer=tokenizer)
    context = min(model.seq_len, LONGEST_CONTEXT)
    preset = _as_stored(Preset(name, model, DEFAULT.lanes, context), checkpoint)
    return preset if fits_on_chip(preset) else replace(preset, lanes=_lanes_beside_a_memory(model))


def _as_stored(preset, checkpoint):
    """The preset with the formats that a checkpoint's types ask for, unless it names its own."""
    return preset if preset.format else _with_formats(preset, stored_formats(checkpoint))


def _lanes_beside_a_memory(model):
    """As many as a port of a memory feeds, a byte each, and the model's rows fill with some words at least."""
    return min(LARGE_LANES, max(DEFAULT.lanes, 1 << (model.dim // WORDS_PER_ROW).bit_length() - 1))


def name_in_presets(preset):
    """The name of the preset of PRESETS that `choose_shape` made a preset of; of one that the user gave its own."""
    return next((name for name in PRESETS if f"{preset.name}-".startswith(f"{name}-")), preset.name)


def preset_of(model):
    """The preset whose model has the tensors of a ModelConfig, None where there is none."""
    return next((preset for preset in PRESETS.values() if _same_shape(preset.model, model)), None)


def _same_shape(one, other):
    """Whether two models differ in nothing that tells their tensors apart."""
    return shapes(one) == shapes(other) and (one.n_heads, one.n_kv_heads) == (other.n_heads, other.n_kv_heads)
