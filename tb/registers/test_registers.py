"""The registers on AXI4-Lite: every field of every register, as the map says, under pauses on all five channels."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.axi import faults
from llama2_rtl.converters.axi.bus import MOST_PORTS
from llama2_rtl.converters.geometry import MOST_SEQUENCES
from llama2_rtl.converters.registers.axil_registers import axil_registers
from llama2_rtl.converters.registers.description import ACKNOWLEDGE, CONSTANT, COUNTER, PULSE, READ_WRITE, STATE
from llama2_rtl.converters.registers.interrupts import interrupts
from llama2_rtl.converters.registers.register_map import BY_NAME, REGISTER_ADDRESS_BITS, index_bits, registers_of
from llama2_rtl.simulation.lint import lint
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import geometry, to_env

SMALL = geometry(16, 24, 21, 6, 2, n_layers=2, vocab_size=77)


@pytest.mark.parametrize(("entries", "ports", "texts"), [(0, 1, 1), (40, 1, 1), (0, 2, 1), (0, 1, 2), (40, 1, 2)])
def test_registers(entries, ports, texts):
    g = replace(SMALL, lanes=16 // texts, sampler_list=entries, ports=ports, vectors=texts, sequences=texts)
    simulate(axil_registers, dict(geometry=g), "tb.registers.registers_cocotb", extra_env=to_env(g))


def test_interrupts():
    simulate(interrupts, {}, "tb.registers.interrupts_cocotb")


@pytest.mark.parametrize(("context", "entries", "vectors"), [
    (1, 0, 1), (131072, 0, 1), (1, 64, 1), (9, 0, 3), (9, 5, 2)])
def test_registers_lint(context, entries, vectors):
    g = geometry(8, 24, 17, 4, 2, context=context, sampler_list=entries, vectors=vectors)
    assert lint(axil_registers, dict(geometry=g)) == ""


@pytest.mark.parametrize("entries", [0, 5])
def test_registers_of_texts_lint(entries):
    g = geometry(8, 64, 64, 4, 2, context=9, vectors=4, sequences=4, sampler_list=entries)
    assert lint(axil_registers, dict(geometry=g)) == ""


def test_map_is_sound():
    """Each register and field in a place of its own; what a host has to know is said."""
    listed = replace(SMALL, sampler_list=1)
    most = replace(listed, lanes=32, ports=MOST_PORTS, vectors=2)
    texts = replace(SMALL, lanes=2, vectors=MOST_SEQUENCES, sequences=MOST_SEQUENCES, sampler_list=1)
    for g in (SMALL, listed, replace(SMALL, ports=2), replace(SMALL, vectors=2), most, texts):
        offsets = [register.offset for register in registers_of(g)]
        assert len(set(offsets)) == len(offsets) and not any(offset % 4 for offset in offsets)
        assert max(offsets) < 4 << index_bits(g) <= 1 << REGISTER_ADDRESS_BITS
    assert {register.name for g in (most, texts) for register in registers_of(g)} == set(BY_NAME)
    for register in BY_NAME.values():
        assert sum(field.bits for field in register.fields) == register.mask.bit_count() and register.mask < 1 << 32
        assert {field.access for field in register.fields} <= {register.access}
        assert register.access in (ACKNOWLEDGE, CONSTANT, COUNTER, PULSE, READ_WRITE, STATE)
        assert all(field.what for field in register.fields)
        assert register.access == READ_WRITE or register.reset == 0


def test_codes_of_faults():
    assert [getattr(faults, name) for name, _ in faults.FAULTS] == list(range(len(faults.FAULTS)))


def test_fields_of_a_word():
    status = BY_NAME["STATUS"]
    assert status.decode(0b101) == dict(BUSY=1, DONE=0, ERROR=1, RUNNING=0)
    assert status.encode(BUSY=1, ERROR=1) == 0b101
    with pytest.raises(ValueError, match="the register STATUS has no field IDLE; it has BUSY, DONE, ERROR, RUNNING"):
        status.encode(IDLE=1)
    with pytest.raises(ValueError, match="STATUS.DONE is 2; it has 1 bits"):
        status.encode(DONE=2)
