"""Several texts at once through the top's token streams, under pauses: each one's answers are those that it has alone.
"""

import json
import os

import cocotb
from cocotb.triggers import Lock, RisingEdge

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, INVERSE_BITS, SEED_BITS, inverse_temperature
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source, pack, token_packet, unpack, while_high
from tb.tops.scenario import scenario_from_env
from tb.tops.top_cocotb import answers


class SharedPasses:
    """`texts`: of each pass the numbers of the texts that it is of, in the order of its vectors."""

    def __init__(self, block, geometry):
        self.block, self.geometry, self.texts = block, geometry, []
        cocotb.start_soon(while_high(block.clk, block.token_start, self._note))

    def _note(self):
        numbers = unpack(int(self.block.sequences.value), (self.geometry.sequences - 1).bit_length(),
                         self.geometry.vectors)
        self.texts.append(numbers[int(self.block.first_vector.value):])


async def send(dut, number, source, turn, heard, prompts, random):
    """Offers a text's prompts, each when the answer to the one before has been taken, sooner or later."""
    for place, prompt in enumerate(prompts):
        while sum(word["last"] for word in heard(number)) < place:
            await RisingEdge(dut.aclk)
        for _ in range(random.choice((0, 0, 0, 2000))):
            await RisingEdge(dut.aclk)
        async with turn:
            await source.send([word | dict(text=number) for word in token_packet(prompt)])


@cocotb.test
async def texts(dut):
    random, scenario = rng(), scenario_from_env()
    geometry, decoder = scenario.geometry, Decoder(scenario.model())
    prompts, pause = json.loads(os.environ["PROMPTS"]), float(os.environ["PAUSE"])
    everyone = range(geometry.sequences)
    limits = [random.choice((0, 2, 5)) for _ in everyone]
    resumes = [random.getrandbits(1) for _ in everyone]
    inverses = [random.choice((0, inverse_temperature(2))) for _ in everyone]
    seeds = [random.getrandbits(SEED_BITS) for _ in everyone]
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    dut.max_tokens.value = pack(limits, geometry.position_bits + 1)
    dut.resume.value, dut.seed.value = pack(resumes, 1), pack(seeds, SEED_BITS)
    dut.inverse_temperature.value = pack(inverses, INVERSE_BITS)
    passes = SharedPasses(dut.u_shared_passes, geometry)
    source = Source(dut.aclk, dut.s_axis_tvalid, dut.s_axis_tready, {
        "token": dut.s_axis_tdata, "last": dut.s_axis_tlast, "text": dut.s_axis_tid}, random, pause)
    sink = Sink(dut.aclk, dut.m_axis_tvalid, dut.m_axis_tready, {
        "token": dut.m_axis_tdata, "last": dut.m_axis_tlast, "text": dut.m_axis_tid}, random, pause)

    def heard(number):
        return [word for word in sink.words if word["text"] == number]

    turn = Lock()
    for number in everyone:
        cocotb.start_soon(send(dut, number, source, turn, heard, prompts[number], random))
    expected = [list(answers(decoder, prompts[number], [resumes[number]] * len(prompts[number]), limits[number],
                             geometry.context, Sampler(inverses[number], seeds[number], EVERY_TOKEN)))
                for number in everyone]
    await sink.wait(sum(len(answer) for of_text in expected for answer in of_text))
    for number in everyone:
        words = heard(number)
        expect_equal(f"tokens of text {number}", sum(expected[number], []), [word["token"] for word in words])
        ends = [end for answer in expected[number] for end in [0] * (len(answer) - 1) + [1]]
        expect_equal(f"tlast of text {number}", ends, [word["last"] for word in words])
    assert any(len(set(of_pass)) == len(everyone) for of_pass in passes.texts), "no pass was of all texts"
    assert any(len(of_pass) > len(set(of_pass)) for of_pass in passes.texts), "no pass had several tokens of a text"
