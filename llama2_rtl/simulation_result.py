"""What a simulation of a core gives."""

from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Simulation:
    """Position by position, as the Verilog gave it. tokens: the one that the core chose after each, the likeliest;
    logits: int32 [positions, vocab_size], Q16.16; cycles: from each token's start to the next one's. The first token
    of a core on chip comes right behind the reset, and waits for the first words of the weights; over AXI4 each token
    is the first of a run."""

    tokens: list
    logits: numpy.ndarray
    cycles: list
