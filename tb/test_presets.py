"""Every preset has its core: the memory beside it, the cycles of a token, the angles of its heads."""

from dataclasses import replace
from itertools import combinations

import pytest

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.bound import bound
from llama2_rtl.converters.presets import PRESETS, choose_shape
from llama2_rtl.converters.timeline import external
from llama2_rtl.golden.config import Numerics
from llama2_rtl.golden.image_file import PAGE
from llama2_rtl.golden.image_header import ImageHeader
from llama2_rtl.golden.model_tensors import StoredType
from llama2_rtl.golden.models import MODELS
from llama2_rtl.golden.tables import rope_increments
from tb.golden.hugging_face_folder import config_json

LARGE = [name for name in MODELS if not name.startswith("stories")]


def test_every_model_is_a_preset():
    assert PRESETS.keys() == {"tales", *MODELS}


@pytest.mark.parametrize("name", LARGE)
def test_preset(name):
    preset = PRESETS[name]
    g, model = preset.geometry, preset.model
    header = ImageHeader(model, preset.numerics, g.tile, 0)
    weights = sum(size for _, size in header.sections.values())
    assert weights <= header.payload_bytes < weights + 3 * PAGE
    assert KvLayout(g).pages * PAGE >= model.n_layers * model.kv_dim * 3 * preset.context
    assert len(rope_increments(model)) == model.head_dim // 2
    assert 0.995 <= external(g, 63).cycles / bound(g, 63) < 1.5  # the model of the cycles holds within 0.5 %


@pytest.mark.parametrize("name", LARGE)
def test_a_folder_finds_its_preset(name, tmp_path, monkeypatch):
    """By its shape; of two presets of one shape either has the context that the model was made for."""
    model = PRESETS[name].model

    class Reader:
        config = model

        @staticmethod
        def stored(*tensor):
            return StoredType("F16")

    monkeypatch.setattr("llama2_rtl.golden.checkpoint.read_checkpoint", lambda path: Reader)
    chosen = choose_shape(checkpoint=tmp_path / "given.gguf")
    assert (chosen.model, chosen.context, chosen.lanes) == (model, PRESETS[name].context, PRESETS[name].lanes)
    assert chosen.numerics == PRESETS[name].numerics


@pytest.mark.parametrize("changes", [{}, dict(hidden_dim=1504)], ids=["a preset's shape", "a shape of its own"])
def test_a_file_of_four_bits_brings_its_formats(changes, tmp_path, monkeypatch):
    model = replace(PRESETS["SmolLM2-135M"].model, **changes)

    class Reader:
        config = model

        @staticmethod
        def stored(name, layer=None):
            wide = layer is None or (name, layer) == ("wv", 3)
            return StoredType("Q8_0", 8, 32) if wide else StoredType("Q4_1", 4, 32)

    monkeypatch.setattr("llama2_rtl.golden.checkpoint.read_checkpoint", lambda path: Reader)
    formats = choose_shape(checkpoint=tmp_path / "given.gguf").numerics.formats
    assert {formats(name, 2).name for name in ("wk", "wv", "wq", "wo", "w13", "w2")} == {"int4b32"}
    assert [formats(name, 3).name for name in ("wk", "wv", "wq", "wo")] == ["int4b32", "int8b32", "int4b32", "int4b32"]
    assert formats("classifier").name == formats("embedding").name == "int8b32"


@pytest.mark.parametrize("name, changes, formats", [
    ("tales", {}, "int8"), ("stories260K", {}, "int8"), ("stories15M", {}, "int8b32"), ("Llama-2-7B", {}, "int8b32"),
    ("tales", dict(hidden_dim=168), "int8b32")])
@pytest.mark.parametrize("stored", [StoredType("F16"), StoredType("Q8_0", 8, 32), StoredType("Q6_K", 6, 16)],
                         ids=lambda stored: stored.name)
def test_a_file_of_floats_or_eight_bits(name, changes, formats, stored, tmp_path, monkeypatch):
    """Blocks of eight bits, but for the two presets that name their own format; a preset without a file has what such
    a file of its shape gets, so that core and packed image fit."""
    model = replace(PRESETS[name].model, **changes)

    class Reader:
        config = model

    Reader.stored = staticmethod(lambda *tensor: stored)
    monkeypatch.setattr("llama2_rtl.golden.checkpoint.read_checkpoint", lambda path: Reader)
    chosen = choose_shape(checkpoint=tmp_path / "given.gguf")
    assert chosen.numerics.formats.name == formats
    if not changes:
        assert chosen.numerics == PRESETS[name].numerics
        assert choose_shape(name, formats=formats) == PRESETS[name]


def test_formats_of_the_users_choice():
    chosen = choose_shape("Llama-2-7B", formats="int4b128/int8b32")
    assert chosen.name == "Llama-2-7B-int4b128-int8b32" and chosen.format == "int4b128/int8b32"
    assert chosen.numerics.formats.name == "int4b128/int8b32"
    assert choose_shape("tales", formats="int8") == PRESETS["tales"]
    with pytest.raises(ValueError, match="2 lanes in int4b32; blocks need words of at least 4 bytes"):
        assert choose_shape("tales", lanes=2, formats="int4b32").geometry.tile
    with pytest.raises(ValueError, match="256 lanes in int4b32; the rows of a word would leave more slowly"):
        assert choose_shape("tales", lanes=256, formats="int4b32").geometry.tile


def test_tail():
    """The tail takes several elements where a word holds as many codes as a vector has elements, and what it counts is
    divisible; never in a preset as it is."""
    tails = {lanes: choose_shape("tales", lanes=lanes, formats="int8").geometry.tail for lanes in (16, 32, 64)}
    assert tails == {16: 1, 32: 1, 64: 4} and {preset.geometry.tail for preset in PRESETS.values()} == {1}
    narrow = choose_shape("tales", lanes=64, formats="int4b32").geometry
    assert narrow.tail == 4 and narrow.most_rows == 2 * narrow.rows
    assert all(replace(narrow, **one).tail == 1 for one in (dict(largest_tail=1, numerics=Numerics()),
                                                           dict(vectors=2, numerics=Numerics()),
                                                           dict(sampler_list=4, numerics=Numerics())))
    assert replace(narrow, model=replace(narrow.model, vocab_size=510)).tail == 2
    assert replace(narrow, model=replace(narrow.model, n_heads=16, n_kv_heads=4)).tail == 2
    with pytest.raises(ValueError, match="a tail of 3 elements; choose one of 1, 2, 4"):
        replace(narrow, largest_tail=3)


def test_presets_differ():
    fields = {name: str(config_json(PRESETS[name].model)) for name in LARGE}
    assert all(fields[one] != fields[other] for one, other in combinations(LARGE, 2))
