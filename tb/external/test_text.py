"""A text turn by turn in the program over AXI4: golden's tokens, also where a turn goes on."""

from dataclasses import replace

import pytest

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.simulation.external.program import Timing
from llama2_rtl.simulation.external.text import tell
from tb.engine.geometries import geometry
from tb.tops.top_cocotb import answers

SMALL = geometry(8, 16, 20, 2, 1, vocab_size=23, context=14)
G = replace(SMALL, model=replace(SMALL.model, stop_tokens=(1, 0, 8)))
TURNS = [(False, [9, 8]), (True, [3, 4]), (True, [5]), (False, [9, 8]), (True, [2])]


@pytest.mark.parametrize(("inverse", "seed"), [(0, 0), (20000, 9)], ids=["greedy", "sampled"])
def test_turns(inverse, seed, tmp_path):
    checkpoint, heard = random_checkpoint(G.model, seed=1), []
    write_image(checkpoint, G.numerics, G.tile, tmp_path / "model.img")
    tell(G, tmp_path / "model.img", TURNS, tmp_path, max_tokens=3, inverse_temperature=inverse, seed=seed,
         timing=Timing(latency=5), hear=lambda **event: heard.append(event))
    decoder = Decoder(quantize_model(checkpoint, G.numerics))
    resumes, prompts = zip(*TURNS, strict=True)
    expected = list(answers(decoder, prompts, resumes, 3, G.context, lambda: Sampler(inverse, seed)))
    assert heard[0]["event"] == "start"
    assert [(event["event"], event["token"]) for event in heard[1:]] == [
        (kind, token) for prompt, answer in zip(prompts, expected, strict=True)
        for kind, tokens in (("in", prompt), ("out", answer)) for token in tokens]
    cycles = [event["cycle"] for event in heard]
    assert cycles == sorted(cycles)
