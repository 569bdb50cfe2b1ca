"""The words of the image are told apart by golden.weight_image alone; the engine refuses at random."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.interfaces.blocks_wires import MatrixFormats
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.quantized import QuantizedRows
from llama2_rtl.golden.weight_image import format_word, gain_bytes, image_words, scale_bytes, segments
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env

G = from_env()
SINKS = dict(gains="gains_valid", scales="scales_valid", weights="m_weights_valid")
"""Who takes a word, and the output that offers it."""

if G.in_blocks:
    SINKS["block_scales"] = "block_scales_valid"

FORMATS = tuple(MatrixFormats(G.in_blocks, G.apart).wires)


def words(size):
    return -(-size // G.word_bytes)


def image():
    """Per word of the image `(place, sink, ends a pass, its block scales are used up, the codes of formats)`."""
    model = quantize_model(random_checkpoint(G.model, 1), G.numerics)
    result = []
    for name, layer, content in segments(model):
        place = f"{name} of layer {layer}"
        if not isinstance(content, QuantizedRows):
            if G.in_blocks:
                code = format_word(G.numerics.formats, name, layer)
                result += [(f"formats before {place}", "formats", False, False, code)]
            result += [(place, "gains", False, False, 0)] * words(len(gain_bytes(content)))
            continue
        rows, columns = content.mantissas.shape
        for first in range(0, rows, PASS_ROWS):
            count = min(PASS_ROWS, rows - first)
            result += [(place, "scales", False, False, 0)] * words(len(scale_bytes(content)) // rows * count)
            result += pass_words(place, count, columns, content.format)
            result[-1] = (place, "weights", True, *result[-1][3:])
    expect_equal("words of the image", image_words(G.model, G.numerics.formats, G.tile), len(result))
    return result


def tokens_words(random):
    """The words of some tokens, at the end of each of which comes the classifier or not."""
    whole = image()
    layers = [word for word in whole if not word[0].startswith("classifier")]
    for classifies in (True, False, False, True, *random.choices((True, False), k=2), True):
        yield from ((*word, classifies) for word in (whole if classifies else layers))


def pass_words(place, rows, columns, weights):
    """The words of a pass behind its rows' scales, of the engine and of block scales."""
    result, waiting = [], 0
    for _ in range(0, rows, G.tile.rows_of(weights)):
        for column in range(0, columns, G.columns):
            if weights.block and waiting == 0:
                result.append((place, "block_scales", False, False, 0))
                waiting = G.tile.blocks_per_scale_word(weights)
            end = column + G.columns
            ends = bool(weights.block) and (end % weights.block == 0 or end >= columns)
            waiting -= ends
            result.append((place, "weights", False, ends and waiting == 0, 0))
    return result


@cocotb.test
async def tokens(dut):
    random = rng()
    await reset(dut)
    pause = {name: random.choice([0, 0.3]) for name in ("weights", "source")}
    formats = None
    for number, (place, sink, end, used_up, codes, classifies) in enumerate(tokens_words(random)):
        dut.reads_classifier.value = classifies
        valid = taken = False
        while not taken:
            valid = valid or random.random() >= pause["source"]
            weights_ready = random.random() >= pause["weights"]
            ready = weights_ready or sink != "weights"
            taken = valid and ready
            dut.s_valid.value = valid
            dut.m_weights_ready.value = weights_ready
            dut.last_of_pass.value = taken and end
            if G.in_blocks:
                dut.block_scales_used_up.value = taken and used_up
                word = codes if sink == "formats" and valid else random.getrandbits(8)
                for bits, name in enumerate(FORMATS):
                    getattr(dut, f"codes_{name}").value = word >> 2 * bits & 3
            await FallingEdge(dut.clk)
            if G.in_blocks and sink not in ("gains", "formats"):
                got = sum(int(getattr(dut, f"formats_{name}").value) << 2 * bits for bits, name in enumerate(FORMATS))
                expect_equal(f"weight_router formats in {place}", formats, got, word=number)
                expect_equal(f"weight_router known in {place}", 1, int(dut.formats_known.value), word=number)
            if sink == "formats":
                expect_equal(f"weight_router known in {place}", 0, int(dut.formats_known.value), word=number)
                formats = codes
            for name, output in SINKS.items():
                expect_equal(f"weight_router {name} valid in {place}", valid and name == sink,
                             int(getattr(dut, output).value), word=number)
            expect_equal(f"weight_router ready in {place}", ready, int(dut.s_ready.value), word=number)
            expect_equal(f"weight_router parameter_beat in {place}", taken and sink != "weights",
                         int(dut.parameter_beat.value), word=number)
            expect_equal(f"weight_router gains_read in {place}", sink not in ("gains", "formats"),
                         int(dut.gains_read.value), word=number)
            await RisingEdge(dut.clk)
