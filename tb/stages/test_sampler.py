"""The sampler: tokens by chance at temperatures from tiny to large, and greedy ones, equal to golden's."""

from converters.stages.sampler import sampler
from golden.tables import MEMORIES
from simulation.simulate import simulate


def test_sampler():
    simulate(sampler, dict(row_bits=10), "tb.stages.sampler_cocotb", MEMORIES)
