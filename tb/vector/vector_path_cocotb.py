"""Batches of any size from all four sources, in the order of a layer and of several: what the engine then reads of each
vector."""

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge, Timer

from llama2_rtl.golden.functions import quantize
from llama2_rtl.golden.quantize import eps_word
from llama2_rtl.golden.stages import add_residual, rms_norm
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import unpack
from tb.vector.vectors import in_any_order, in_words, one_by_one, row_by_row, vector

G = from_env()
COLUMNS, ACT_BITS, VECTORS = G.columns, G.numerics.act_bits, G.vectors
PATIENCE = 4000


async def give_gains(dut, waiting):
    """Drives `gain` with the one whose turn it is of `waiting`."""
    while True:
        await FallingEdge(dut.clk)
        if int(dut.gain_pop.value):
            assert int(dut.gain_pop_last.value) == (len(waiting) % G.model.dim == 1), "gain_pop_last"
            await RisingEdge(dut.clk)
            waiting.pop(0)
        dut.gain.value = waiting[0] if waiting else 0


async def send(dut, random, source, batch, order, first):
    """The elements of a batch, in an order of (vector, index), those of the vectors from `first` on, with or without
    pauses."""
    numbered = source in ("attend", "hidden")
    valid = getattr(dut, f"{source}_we" if numbered else f"{source}_valid")
    data = getattr(dut, dict(load="load_x", add="add_y").get(source, f"{source}_u"))
    pause = random.choice([0, 0.4])
    for number, index in [place for place in order if place[0] >= first]:
        while random.random() < pause:
            await RisingEdge(dut.clk)
        valid.value, data.value = 1, batch[number][index]
        if VECTORS > 1:
            getattr(dut, f"{source}_vector").value = number
        if numbered:
            getattr(dut, f"{source}_index").value = index
            getattr(dut, f"{source}_commit").value = index == len(batch[number]) - 1
        await RisingEdge(dut.clk)
        valid.value, data.value = 0, random.getrandbits(31)
        if VECTORS > 1:
            getattr(dut, f"{source}_vector").value = random.randrange(VECTORS)
        if numbered:
            getattr(dut, f"{source}_commit").value = 0


async def ask(dut, name, number):
    """In the middle of a cycle: names the vector that is asked for."""
    if VECTORS > 1:
        getattr(dut, name).value = number
        await Timer(1, unit="ns")


async def check_quantized(dut, us, first, **where):
    """Takes the batch when it is ready, and compares the shift and the words of each vector from `first` on."""
    for _ in range(PATIENCE):
        await FallingEdge(dut.clk)
        if int(dut.vector_ready.value):
            break
    else:
        raise AssertionError(f"{where}: not ready in {PATIENCE} cycles")
    await RisingEdge(dut.clk)
    dut.vector_take.value = 1
    quantized = [quantize(torch.as_tensor(u), ACT_BITS) for u in us]
    got = [[] for _ in us]
    for addr in range(-(-len(us[0]) // COLUMNS)):
        dut.act_addr.value = addr
        await RisingEdge(dut.clk)
        dut.vector_take.value = 0
        await FallingEdge(dut.clk)
        width = COLUMNS * ACT_BITS
        for number in range(first, VECTORS):
            word = dut.act_data.value[(number + 1) * width - 1:number * width]
            got[number] += unpack(word.to_unsigned(), ACT_BITS, COLUMNS, signed=True)
    for number, (mantissas, shift) in enumerate(quantized):
        if number < first:
            continue
        expect_equal("vector_path", in_words(mantissas.tolist(), COLUMNS), got[number], vector=number, **where)
        await ask(dut, "shift_vector", number)
        expect_equal("vector_path shift", int(shift), dut.shift.value.to_unsigned(), vector=number, **where)
    for _ in range(40):
        await RisingEdge(dut.clk)


@cocotb.test
async def layers(dut):
    random = rng()
    await reset(dut, may_be_unknown=["act_data"])
    waiting, dim, hidden_dim = [], G.model.dim, G.model.hidden_dim
    cocotb.start_soon(give_gains(dut, waiting))
    x, first = None, 0
    for step in range(12):
        loads = step % 4 == 0
        if loads and VECTORS > 1:
            first = 0 if step == 0 else random.randrange(VECTORS)
            dut.first_vector.value = first
        batch = [vector(random, dim) for _ in range(VECTORS)]
        x = torch.tensor(batch) if loads else add_residual(x, torch.tensor(batch))
        gain = [random.randint(-32767, 32767) for _ in range(dim)]
        waiting += gain
        await RisingEdge(dut.clk)
        order = (one_by_one if loads else row_by_row)(VECTORS, dim)
        await send(dut, random, "load" if loads else "add", batch, order, first)
        u, rm, k = rms_norm(x, torch.tensor(gain), eps_word(G.model))
        await check_quantized(dut, u, first, step=step, source="norm")
        for number in range(first, VECTORS):
            await ask(dut, "norm_vector", number)
            expect_equal("vector_path rm", int(rm[number]), dut.rm.value.to_unsigned(), step=step, vector=number)
            expect_equal("vector_path k", int(k[number]), dut.k.value.to_unsigned(), step=step, vector=number)
        for source, length in (("attend", dim), ("hidden", hidden_dim)):
            batch = [vector(random, length) for _ in range(VECTORS)]
            await send(dut, random, source, batch, in_any_order(random, VECTORS, length), first)
            await check_quantized(dut, batch, first, step=step, source=source)
