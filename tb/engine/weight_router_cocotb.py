"""The words of the image are told apart by golden.weight_image alone; the engine refuses at random."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.quantized import QuantizedRows
from llama2_rtl.golden.weight_image import gain_bytes, image_words, scale_bytes, segments
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env

G = from_env()
SINKS = dict(gains="gains_valid", scales="scales_valid", weights="m_weights_valid")
"""Who takes a word, and the output that offers it."""


def words(size):
    return -(-size // G.word_bytes)


def image():
    """Per word of the image `(place, sink, ends a pass)`."""
    model = quantize_model(random_checkpoint(G.model, 1), G.numerics)
    result = []
    for name, layer, content in segments(model):
        place = f"{name} of layer {layer}"
        if not isinstance(content, QuantizedRows):
            result += [(place, "gains", False)] * words(len(gain_bytes(content)))
            continue
        rows, columns = content.mantissas.shape
        for first in range(0, rows, PASS_ROWS):
            count = min(PASS_ROWS, rows - first)
            result += [(place, "scales", False)] * words(len(scale_bytes(content)) // rows * count)
            result += [(place, "weights", False)] * (G.tile.words(count, columns, G.numerics.formats) - 1)
            result += [(place, "weights", True)]
    expect_equal("words of the image", image_words(G.model, G.numerics.formats, G.tile), len(result))
    return result


@cocotb.test
async def tokens(dut):
    random = rng()
    await reset(dut)
    pause = {name: random.choice([0, 0.3]) for name in ("weights", "source")}
    for number, (place, sink, end) in enumerate(image() * 2):
        valid = taken = False
        while not taken:
            valid = valid or random.random() >= pause["source"]
            weights_ready = random.random() >= pause["weights"]
            ready = weights_ready or sink != "weights"
            taken = valid and ready
            dut.s_valid.value = valid
            dut.m_weights_ready.value = weights_ready
            dut.last_of_pass.value = taken and end
            await FallingEdge(dut.clk)
            for name, output in SINKS.items():
                expect_equal(f"weight_router {name} valid in {place}", valid and name == sink,
                             int(getattr(dut, output).value), word=number)
            expect_equal(f"weight_router ready in {place}", ready, int(dut.s_ready.value), word=number)
            expect_equal(f"weight_router parameter_beat in {place}", taken and sink != "weights",
                         int(dut.parameter_beat.value), word=number)
            expect_equal(f"weight_router gains_read in {place}", sink != "gains", int(dut.gains_read.value),
                         word=number)
            await RisingEdge(dut.clk)
