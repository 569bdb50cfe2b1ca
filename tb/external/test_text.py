"""A text turn by turn in the program over AXI4: golden's tokens, also where a turn goes on; the demo that runs it."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.presets import choose_preset
from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint, write_checkpoint
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, token_filters
from llama2_rtl.main import main
from llama2_rtl.simulation.external.program import Timing
from llama2_rtl.simulation.external.text import tell
from tb.engine.geometries import geometry
from tb.golden.test_tokenizer import write as write_tokenizer
from tb.tops.top_cocotb import answers

LANES, CONTEXT, ENTRIES = 8, 14, 10
TURNS = [(False, [9, 8]), (True, [3, 4]), (True, [5]), (False, [9, 8]), (True, [2])]


@pytest.fixture
def model(tmp_path):
    """The path of a checkpoint with random weights."""
    config = replace(geometry(LANES, 16, 20, 2, 1, vocab_size=23).model, seq_len=CONTEXT)
    write_checkpoint(random_checkpoint(config, seed=1), tmp_path / "small.bin")
    return tmp_path / "small.bin"


@pytest.mark.parametrize(("inverse", "seed", "filters", "formats"), [
    (0, 0, EVERY_TOKEN, None), (20000, 9, EVERY_TOKEN, None), (0, 0, EVERY_TOKEN, "int4b32/int8b32"),
    (6000, 9, token_filters(9, 0.9, 0.05, repeat_penalty=3.0, repeat_last_n=6), None)],
    ids=["greedy", "sampled", "in_blocks", "filtered"])
def test_turns(inverse, seed, filters, formats, model, tmp_path):
    g, heard = choose_preset(None, model, LANES, formats=formats, sampler_list=ENTRIES)[0].geometry, []
    checkpoint = read_checkpoint(model)
    write_image(checkpoint, g.numerics, g.tile, tmp_path / "model.img")
    tell(g, tmp_path / "model.img", TURNS, tmp_path, max_tokens=3, inverse_temperature=inverse, seed=seed,
         filters=filters, timing=Timing(latency=5), hear=lambda **event: heard.append(event))
    decoder = Decoder(quantize_model(checkpoint, g.numerics))
    resumes, prompts = zip(*TURNS, strict=True)
    expected = list(answers(decoder, prompts, resumes, 3, g.context, Sampler(inverse, seed, filters)))
    assert heard[0]["event"] == "start"
    assert [(event["event"], event["token"]) for event in heard[1:]] == [
        (kind, token) for prompt, answer in zip(prompts, expected, strict=True)
        for kind, tokens in (("in", prompt), ("out", answer)) for token in tokens]
    cycles = [event["cycle"] for event in heard]
    assert cycles == sorted(cycles)


def test_a_long_answer(model, tmp_path):
    """The driver asks for the next token over and over, and the program knows that it waits for none in vain."""
    g, out = choose_preset(None, model, LANES)[0].geometry, []
    write_image(read_checkpoint(model), g.numerics, g.tile, tmp_path / "model.img")
    tell(g, tmp_path / "model.img", [(False, [9])], tmp_path, 10, timing=Timing(latency=60), polls=100,
         hear=lambda event, token, cycle: out.append(cycle) if event == "out" else None)
    assert len(out) > 3 and out[-1] - out[0] > 100 * 64  # cycles that a rest takes at most


def test_the_demo(model, tmp_path, monkeypatch, capsys):
    """Packed, simulated, told and compared; boards by the cycle model."""
    monkeypatch.delenv("SIM", raising=False)
    pieces = [b"<unk>", b"\n<s>\n", b"\n</s>\n", b" ", *(bytes([letter]) for letter in range(ord("a"), ord("t")))]
    tokenizer = write_tokenizer(tmp_path / "tokenizer.bin", pieces, [0.0] * len(pieces))
    command = ["demo", "--model", str(model), "--tokenizer", str(tokenizer), "--lanes", str(LANES), "--memory", "axi",
               "--prompt", "ab", "--sampler-list", str(ENTRIES)]
    chance = ["--temperature", "1.5", "--sample-seed", "3", "--top-k", "6", "--top-p", "0.9", "--min-p", "0.02",
              "--repeat-penalty", "2"]
    assert main([*command, *chance, "--steps", "3"]) == 0
    said = capsys.readouterr().out
    assert "over AXI4, in verilator" in said and "\nab" in said and "3 of 3" in said and "KV260" in said
    assert said.index("golden") < said.index("packing") < said.index("converting") < said.index("simulating")
    assert main([*command, "--sim", "icarus"]) == 2
    assert "runs in verilator alone; leave SIM away" in capsys.readouterr().err
