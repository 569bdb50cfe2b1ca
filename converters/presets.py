"""Named hardware configurations, and the one that fits a checkpoint."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from converters.geometry import Geometry
from golden.config import ModelConfig, Numerics

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Preset:
    """A decoder core: the model's shape, the lanes, the context and the formats; `geometry` follows from them.

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

    geometry: Geometry = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "geometry", Geometry(self.model, self.numerics, self.lanes, self.context))


TALES = Preset(
    "tales",
    ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256),
    lanes=16, context=256, checkpoint=ROOT / "checkpoints/tales/stories.bin",
    tokenizer=ROOT / "checkpoints/tales/tokenizer.bin")

STORIES260K = Preset(
    "stories260K",
    ModelConfig(dim=64, hidden_dim=172, n_layers=5, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=512),
    lanes=16, context=256)

PRESETS = {preset.name: preset for preset in (TALES, STORIES260K)}
DEFAULT = TALES


def choose_preset(name=None, checkpoint=None, lanes=None):
    """`(preset, path of its checkpoint)` for what the user gave: a preset's name, a checkpoint's path, both or
    neither; `lanes` replaces the preset's.

    A checkpoint without a preset's name gets the preset of its shape, else one that holds its whole context, under
    the file's name. Raises ValueError for an unknown name, a checkpoint of another shape, a preset without one.
    """
    if name is not None and name not in PRESETS:
        raise ValueError(f"there is no preset '{name}'; choose one of {', '.join(PRESETS)}")
    preset = PRESETS.get(name or DEFAULT.name)
    if checkpoint is not None:
        preset = _fitting(Path(checkpoint), PRESETS.get(name))
    elif preset.checkpoint is None:
        raise ValueError(f"the checkpoint of the preset {preset.name} does not come with the project; "
                         "give its path with MODEL=")
    if lanes not in (None, preset.lanes):
        preset = replace(preset, lanes=lanes, name=f"{preset.name}-{lanes}lanes")
    return preset, Path(checkpoint or preset.checkpoint)


def _fitting(path, named):
    from golden.checkpoint import read_checkpoint
    model = read_checkpoint(path).config
    if named and named.model != model:
        raise ValueError(f"{path} has another shape than the preset {named.name}; leave PRESET away to take its own")
    if named:
        return named
    for preset in PRESETS.values():
        if preset.model == model:
            own = preset.checkpoint and preset.checkpoint.resolve() == path.resolve()
            return preset if own else replace(preset, name=path.stem, checkpoint=None, tokenizer=None)
    return Preset(path.stem, model, DEFAULT.lanes, model.seq_len)
