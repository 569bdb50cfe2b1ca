"""A xorshift generator that gives every so many-th state."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, resize, unsigned, widen, wire
from llama2_rtl.converters.interfaces.kernels_wires import SeedLoad
from llama2_rtl.converters.kernels.xorshift_step import xorshift_step
from llama2_rtl.golden.sampling_formats import SEED_BITS, STATE_BITS


def ports(position_bits, offset, stride):
    return clocked(seeding=In(SeedLoad(SEED_BITS, position_bits)), step=In(bit(), "move on to the next state"),
                   stirs=In(bit(), "with the step: it stirs"), strides=In(bit(), "with the step: it is a stride"),
                   state=Out(unsigned(STATE_BITS), "the generator's state"))


@module(ports, suffix="{offset}_of_{stride}")
def strided_xorshift64(clk, rst, seeding, step, stirs, strides, state, *, position_bits, offset, stride):
    """As `xorshift64`, but `state` is `offset` steps ahead, 0 to `stride` - 1, and a step that `strides` is `stride` at
    once: of `stride` such generators each gives every `stride`-th number of the one that they all are."""
    half, states = SEED_BITS, [wire(unsigned(STATE_BITS), f"state_{i}") for i in range(stride + 1)]
    kept, single, whole = states[0], states[1], states[stride]
    low, position_wide, total = (unsigned(SEED_BITS) for _ in range(3))
    steps = [instance(f"u_step_{i}", xorshift_step, dict(state=states[i], following=states[i + 1]))
             for i in range(stride)]
    wiring = widen(seeding.position, position_wide), resize(states[offset], state)

    @always_comb
    def stir():
        low.next = ~seeding.value ^ position_wide
        total.next = kept[half:] + kept[:half]

    @always_seq(clk.posedge, reset=rst)
    def move():
        if seeding.load:
            kept.next = concat(seeding.value, low)
        elif step and stirs:
            kept.next = concat(kept[:half], total)
        elif step and strides:
            kept.next = whole
        elif step:
            kept.next = single

    return steps, wiring, stir, move
