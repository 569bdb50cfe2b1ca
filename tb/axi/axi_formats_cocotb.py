"""Images of one model in other weight formats than the core has: START refuses them, and takes its own after that."""

from dataclasses import replace

import cocotb

from llama2_rtl.converters.axi import faults
from llama2_rtl.golden import image_fields
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.image_header import ImageHeader
from llama2_rtl.golden.weight_format import FORMATS
from llama2_rtl.simulation.compare import expect_equal
from tb.axi.asked_machine import asked_machine
from tb.axi.machine import IMAGE_BASE

OTHERS = ("int8", "int8b32", "int4b32", "int4b128", "int4b128/int8b32", "int8b32/int4b32")


@cocotb.test
async def other_formats(dut):
    machine = asked_machine(dut)
    await machine.begin()
    g, right = machine.scenario.geometry, machine.memory.read(IMAGE_BASE, image_fields.PAGE)
    for name in OTHERS:
        layers, _, head = name.partition("/")
        formats = ImageFormats.uniform(FORMATS[layers], FORMATS[head or layers])
        header = ImageHeader(g.model, replace(g.numerics, blocks=formats), g.tile, 0).pack()
        machine.memory.load(IMAGE_BASE, header)
        await machine.start()
        await machine.ends_with(faults.IMAGE_SHAPE)
        expect_equal("bursts without an answer", 0, machine.memory.open_bursts, formats=name)
    machine.memory.load(IMAGE_BASE, right)
    await machine.tells()
