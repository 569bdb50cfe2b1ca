"""The driver in Python on a core that works on several texts: their prompts and answers side by side, each text's what
it is alone."""

import cocotb
from cocotb.task import bridge

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import Text
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.simulation.compare import expect_equal
from tb.axi.machine import IMAGE_BASE, image_of
from tb.registers.driver_cocotb import BlankMachine

SETTINGS = [dict(max_tokens=3, inverse_temperature=0, seed=0), dict(max_tokens=4, inverse_temperature=1000, seed=7)]
TURNS = [[[5, 7], [3, 2]], [[3], [8, 8]]]


def told(decoder, context):
    """The answers of each text."""
    for settings, turns in zip(SETTINGS, TURNS, strict=True):
        text = Text(decoder, context, Sampler(settings["inverse_temperature"], settings["seed"]))
        yield [list(text.answer(prompt, settings["max_tokens"])) for prompt in turns]


def talk(driver, expected):
    """The answers of each text, whose next turn is sent when the one before has ended, and how often drafts were asked
    for: they are what is `expected` to come, or none."""
    heard, asked = [[], []], 0

    def ask(text):
        turn = len(heard[text])
        driver.configure(text, resume=int(turn > 0), **SETTINGS[text])
        driver.send_to(text, TURNS[text][turn])
        heard[text].append([])

    for text in range(2):
        ask(text)
    at_work = 2
    while at_work:
        token, last, wanted, text = driver.receive()
        heard[text][-1].append(token)
        if wanted:
            asked += 1
            driver.send_drafts_to(text, expected[text][len(heard[text]) - 1][len(heard[text][-1]):][:asked % 3])
        if last and len(heard[text]) < len(TURNS[text]):
            ask(text)
        else:
            at_work -= last
    return heard, asked


@cocotb.test
async def two_texts(dut):
    machine = BlankMachine(dut)
    await machine.reset()
    driver, image, g = machine.driver(), image_of(machine.scenario), machine.scenario.geometry
    expected = list(told(Decoder(machine.scenario.model()), g.context))

    @bridge
    def host():
        driver.check()
        driver.load(IMAGE_BASE, image)
        driver.begin(**machine.setup() | dict(draft_host=1))
        heard, asked = talk(driver, expected)
        driver.finish()
        return heard, asked

    answers, asked = await host()
    assert asked, "no drafts were asked for"
    for text, (right, heard) in enumerate(zip(expected, answers, strict=True)):
        expect_equal("answers", sum(right, []), sum(heard, []), text=text)
