"""What may be chosen, by the registers: golden's answer, also after a soft reset or an abort in the middle of one."""

import json
import os

import cocotb

from llama2_rtl.converters.registers.register_map import filter_words
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import Filters, inverse_temperature
from tb.axi.asked_machine import MOST, PROMPT, asked_machine
from tb.tops.top_cocotb import answer

SEED, TEMPERATURE = 5, 10.0


async def choose(machine, filters, temperature):
    """Writes the registers, and what golden then answers."""
    inverse = inverse_temperature(temperature)
    await machine.put(INVERSE_TEMPERATURE=inverse, SEED=SEED, **filter_words(filters))
    machine.expected = answer(machine.decoder, PROMPT, MOST, machine.scenario.geometry.context,
                              Sampler(inverse, SEED, filters))


@cocotb.test
async def filters_by_registers(dut):
    machine, heard = asked_machine(dut), set()
    await machine.begin()
    for given, command in zip(json.loads(os.environ["FILTERS"]), ("SOFT_RESET", "ABORT"), strict=True):
        await choose(machine, Filters(*given), TEMPERATURE)
        heard.add(tuple(machine.expected))
        await machine.asks()
        await machine.until(lambda: int(dut.u_decoder.u_finish_token.u_list_sampler.listed_valid.value),
                            "a logit in the list", 20_000)
        await machine.cycles(machine.random.randrange(40))
        await machine.command(command)
        await machine.until_idle()
        await machine.tells()
    assert len(heard) > 1, "no filter changes the answer"
