"""`make soak`: what chance makes up is possible and odd, a core that differs from golden is found, and reduced to the
smallest that does."""

import json
from dataclasses import replace

import pytest

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.tops.llama2_rtl import build_model
from llama2_rtl.simulation.replaced import VARIABLE, content_name
from tb.soak import run
from tb.soak.configuration import MISHAPS, POSITIONS, PROMPTS, SIMPLER, TEXTS, drawn, from_dict, simpler
from tb.soak.reduce import reduced
from tb.tops.scenario import Scenario

SMALLEST = dict(
    kind=PROMPTS, lanes=2, head_dim=2, n_heads=1, group=1, dim=2, hidden_dim=1, n_layers=1, vocab_size=5, context=8,
    act_bits=16, k_bits=16, v_bits=8, scale_bits=8, formats=None, tied=True, vectors=1, sequences=1, ways=1,
    largest_tail=1, multiplier="18x18", ports=1, longest_burst=256, sampler_list=0, temperature=0.0, passes=[[0, 1]],
    latency=[1, 1], pause=0.0, interleave=False, places=16, seed=3)


def test_what_chance_makes_up():
    """Each is possible, comes from its seed alone and from what is said of it; all that there is to choose is there."""
    found = [drawn(seed) for seed in range(400)]
    assert found[:50] == [drawn(seed) for seed in range(50)]
    for one in found:
        one.check()
        assert from_dict(json.loads(json.dumps(one.to_dict()))) == one
    assert {one.kind for one in found} == {POSITIONS, PROMPTS, TEXTS, MISHAPS}
    geometries = [one.geometry() for one in found]
    for what in ("vectors", "query_ways", "tail", "ports", "chunks", "kv_per_word", "spare_slots", "rows", "in_blocks",
                 "apart", "is_narrow", "sampler_list", "sequences"):
        assert len({getattr(g, what) for g in geometries}) > 1, f"{what} is always the same"


def test_a_run():
    assert run.failure(from_dict(SMALLEST)) is None


def test_a_core_that_differs(tmp_path, monkeypatch, capsys):
    """A slip in the choice of the likeliest token, in all cores; of the smaller ones that fail the last is reported."""
    one = replace(from_dict(SMALLEST), vocab_size=9)
    entries = []
    for c in (one, replace(one, vocab_size=8)):
        module, params, _ = build_model(c.geometry(), Scenario(c.geometry(), c.seed).model())
        entries += [entry for entry in design(module, params, checks=True) if entry.block == "argmax"]
    for entry in entries:
        changed = entry.text.replace("(key > best_key)", "(key < best_key)")
        assert changed != entry.text
        (tmp_path / content_name(f"{entry.verilog_name}.v", entry.text)).write_text(changed)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setattr("tb.soak.reduce.simpler", lambda c: [replace(c, vocab_size=c.vocab_size - 1)]
                        if c.vocab_size > 8 else [])
    assert run.soak([one]) == 1
    said = capsys.readouterr().out
    assert "seed 3 fails: tb.tops.top_cocotb on llama2_rtl" in said and "generated tokens" in said
    assert f"make soak CONFIGURATION='{json.dumps(replace(one, vocab_size=8).to_dict())}'" in said


def test_reduced():
    """To what the failure needs, whatever else there was."""
    needs = dict(ports=2, context=66, n_layers=2)

    def fails(configuration):
        configuration.check()
        return "wrong" if all(getattr(configuration, name) >= value for name, value in needs.items()) else None

    found = next(one for one in map(drawn, range(1000)) if fails(one))
    smallest, message = reduced(found, "it was so", fails, lambda one: None)
    assert {name: getattr(smallest, name) for name in needs} == needs and message == "wrong"
    assert (smallest.formats, smallest.vectors, smallest.hidden_dim, smallest.pause) == (None, 1, 1, 0.0)
    assert not any(fails_if_possible(fails, one) for one in simpler(smallest))


def fails_if_possible(fails, configuration):
    try:
        return fails(configuration)
    except ValueError:
        return None


def test_each_field_has_simpler_values():
    assert set(SIMPLER) == set(SMALLEST) - {"kind", "seed"}


@pytest.mark.parametrize("words, sentence", [
    (["--count=0"], "0 configurations; give a COUNT of at least one, or none at all"),
    (["--configuration={"], "the CONFIGURATION is not JSON"),
    (["--configuration={}"], "a configuration has the fields act_bits, "),
    ([f"--configuration={json.dumps(SMALLEST | dict(lanes=3))}"], "the number of lanes must be a power of two")])
def test_bad_input(words, sentence, capsys):
    assert run.main(words) == 2
    said = capsys.readouterr().err
    assert said.startswith("make soak: ") and sentence in said and said.count("\n") == 1
