"""Gumbel variates of the vectors of a batch."""

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.control.vector_position import vector_position
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    module,
    part,
    resize,
    signed,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.kernels_wires import SeedLoad
from llama2_rtl.converters.interfaces.stages_wires import ElementMark, VectorNumber
from llama2_rtl.converters.kernels.gumbel import gumbel
from llama2_rtl.converters.kernels.per_vector import for_vector, pick_vector
from llama2_rtl.golden.sampling_formats import SEED_BITS, VARIATE_BITS


def ports(position_bits, vectors, samplings=1):
    return clocked(seeding=In(SeedLoad(samplings * SEED_BITS, samplings * position_bits)),
                   take=In(ElementMark(vectors)), of=In(VectorNumber(vectors)),
                   g=Out(signed(VARIATE_BITS), "the variate of its present row"))


@module(ports, suffix="{vectors}")
def batch_gumbel(clk, rst, seeding, take, of, g, *, position_bits, vectors, samplings=1):
    """As `gumbel`, of each vector of a batch: `load` begins the variates of the last one at the new position, of the
    others at those in front of it. `take` comes a cycle ahead of a vector's next row. `g` is that of the vector asked
    for, in the same cycle. With as many `samplings` the seed and the position of each are given side by side. Two
    vectors or more."""
    variates, chosen, blocks = unsigned(vectors * VARIATE_BITS), unsigned(VARIATE_BITS), []
    for number in range(vectors):
        own_rst, resetting = own_reset(f"u_reset_{number}")
        seeds = seeding.wires
        if samplings == 1:
            position = wire(unsigned(position_bits), f"position_{number}")
            blocks.append(instance(f"u_position_{number}", vector_position, dict(
                last_position=seeding.position, of_vector=Const(number, clog2(vectors)), of=position),
                position_bits=position_bits, vectors=vectors))
        else:
            position = part(seeding.position, number, position_bits)
            seeds = seeds | dict(value=part(seeding.value, number, SEED_BITS))
        own_take = wire(bit(), f"take_{number}")
        blocks += [
            resetting, for_vector(take.valid, number, take.vector, own_take),
            instance(f"u_gumbel_{number}", gumbel, dict(
                rst=own_rst, seeding=seeding.with_wires(**seeds | dict(position=position)), take=own_take,
                g=part(variates, number, VARIATE_BITS)), position_bits=position_bits)]
    return blocks, pick_vector(variates, vectors, of.vector, chosen), resize(chosen, g)
