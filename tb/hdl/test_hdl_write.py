"""Writing a design: modules, file list and memories appear together, and nothing changes where an error strikes."""

import shutil
from dataclasses import replace

import pytest

from llama2_rtl.converters.geometry import LONGEST_CONTEXT
from llama2_rtl.converters.presets import DEFAULT, PRESETS, choose_preset, fits_on_chip
from llama2_rtl.converters.tops.llama2_rtl import build
from llama2_rtl.converters.write import FILE_LIST, memory_text, write_design
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.marks import MARK_FILE
from llama2_rtl.simulation.lint import lint, lint_files
from tb.golden.hugging_face_folder import write_folder
from tb.hdl.blocks import two_stages

PARAMS = dict(width=12)


def contents(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_files(tmp_path):
    folder = tmp_path / "rtl" / "two"
    write_design(two_stages, PARAMS, folder, {"table.mem": (12, [1, -1, 0xABC])}, "What it is.\nHow it came.")
    files = contents(folder)
    assert set(files) == {"stream_stage_12.v", "two_stages.v", "table.mem", FILE_LIST, MARK_FILE}
    assert files["table.mem"] == "001\nfff\nabc\n"
    assert files[FILE_LIST] == "// What it is.\n// How it came.\nstream_stage_12.v\ntwo_stages.v\n"


def test_old_files_go(tmp_path):
    folder = tmp_path / "two"
    write_design(two_stages, PARAMS, folder, {"old.mem": (1, [0])})
    write_design(two_stages, PARAMS, folder)
    assert "old.mem" not in contents(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["two"]


def test_nothing_half_written(tmp_path):
    folder = tmp_path / "two"
    write_design(two_stages, PARAMS, folder)
    before = contents(folder)
    with pytest.raises(ValueError, match="the memory word 256 does not fit 8 bits"):
        write_design(two_stages, dict(width=3), folder, {"table.mem": (8, [256])})
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["two"]


def test_words_of_both_signs():
    assert memory_text(5, [-16, 31]) == "10\n1f\n"


def test_lint(tmp_path):
    assert lint(two_stages, PARAMS) == ""
    write_design(two_stages, PARAMS, tmp_path / "two")
    broken = tmp_path / "two" / "two_stages.v"
    broken.write_text(broken.read_text().replace("wire [11:0] between_data", "wire [10:0] between_data"))
    assert "WIDTHEXPAND" in lint_files(tmp_path / "two", "two_stages")


def saved(path, **changes):
    shape = dict(dim=16, hidden_dim=24, n_layers=1, n_heads=2, n_kv_heads=1, vocab_size=300, seq_len=32) | changes
    write_checkpoint(random_checkpoint(ModelConfig(**shape), seed=1), path)
    return path


def test_preset_of_an_unknown_shape(tmp_path):
    preset, path = choose_preset(checkpoint=saved(tmp_path / "mine.bin"), lanes=4)
    assert (preset.name, preset.model.dim, preset.context, preset.lanes) == ("model-mine-4lanes", 16, 32, 4)
    assert path == tmp_path / "mine.bin"


def test_shorter_context():
    preset, _ = choose_preset(lanes=32, context=192)
    assert (preset.name, preset.lanes, preset.context) == ("tales-192positions-32lanes", 32, 192)
    assert preset.geometry.context == 192


@pytest.mark.parametrize("choice, sentence", [
    (dict(name="foo"), "there is no preset 'foo'"),
    (dict(name="stories260K"), "give its path with MODEL="),
    (dict(name="Llama-3-70B"), "the checkpoint of the preset Llama-3-70B does not come with the project"),
    (dict(lanes=12), "must be a power of two"),
    (dict(context=257), "a context of 257 positions; tales was made for 256, choose at most that"),
    (dict(context=0), "a context of 0 positions; it must be 1 to"),
])
def test_refused_choices(choice, sentence):
    with pytest.raises(ValueError, match=sentence):
        choose_preset(**choice)


def test_preset_of_a_folder(tmp_path):
    model = ModelConfig(16, 24, 1, 2, 1, 300, 262144, rope_theta=5e5, stop_tokens=(2, 3))
    folder = write_folder(random_checkpoint(model, seed=1), tmp_path / "mine-1.5")
    preset, path = choose_preset(checkpoint=folder)
    assert (preset.name, preset.model, preset.context, path) == ("model-mine-1.5", model, LONGEST_CONTEXT, folder)


@pytest.mark.parametrize("name, tokenizer", [(None, None), ("tales", DEFAULT.tokenizer)])
def test_checkpoint_decides_all_but_the_shape(name, tokenizer, tmp_path):
    model = replace(DEFAULT.model, seq_len=100, rope_theta=5e5, norm_eps=1e-6, stop_tokens=(2, 3))
    folder = write_folder(random_checkpoint(model, seed=1), tmp_path / "mine")
    preset, _ = choose_preset(name, folder)
    assert (preset.name, preset.model, preset.lanes, preset.context) == ("model-mine", model, DEFAULT.lanes, 100)
    assert (preset.checkpoint, preset.tokenizer) == (None, tokenizer)
    assert preset.geometry.model == model


@pytest.mark.parametrize("name", [None, "tales"])
@pytest.mark.parametrize("given", ["tales", "tales-8lanes", "Tales"])
def test_a_name_that_a_preset_has(given, name, tmp_path):
    """Neither a model's file nor a preset given with it leads to the outputs of the preset."""
    path = shutil.copy(DEFAULT.checkpoint, tmp_path / f"{given}.bin")
    preset, _ = choose_preset(name, path)
    assert preset.is_given and preset.name == f"model-{given}"
    assert not any(preset.is_given for preset in PRESETS.values())


def test_a_models_own_preset(tmp_path):
    """The shipped checkpoint is its preset's, wherever a link to it lies, and a checkpoint that a preset awaits is."""
    (tmp_path / "link.bin").symlink_to(DEFAULT.checkpoint)
    assert choose_preset(checkpoint=tmp_path / "link.bin")[0] == DEFAULT
    write_checkpoint(random_checkpoint(PRESETS["stories260K"].model, seed=1), tmp_path / "mine.bin")
    assert choose_preset("stories260K", tmp_path / "mine.bin")[0].name == "stories260K"
    assert choose_preset(checkpoint=tmp_path / "mine.bin")[0].name == "model-mine"


def test_refused_shape(tmp_path):
    with pytest.raises(ValueError, match="has another shape than the preset tales"):
        choose_preset("tales", saved(tmp_path / "mine.bin"))


def test_weights_beyond_a_chip():
    sentence = ("the weights or the KV cache of Llama-2-7B take more than the 128 MiB .* 'llama2-rtl pack' the "
                "memory's contents")
    with pytest.raises(ValueError, match=sentence):
        build(PRESETS["Llama-2-7B"], None)
    assert [name for name in PRESETS if fits_on_chip(PRESETS[name])] == [
        "tales", "stories260K", "stories15M", "stories42M", "stories110M"]


def test_default():
    assert choose_preset() == (DEFAULT, DEFAULT.checkpoint)
