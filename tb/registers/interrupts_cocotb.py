"""The interrupt against a model of it, under random events, acknowledgements and masks, often in one cycle."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.registers.register_map import BY_NAME, REGISTER_INDEX_BITS
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng

STATUS = BY_NAME["INTERRUPT_STATUS"]


class Model:
    """What the bits of INTERRUPT_STATUS are, from the inputs of each cycle."""

    def __init__(self):
        self.word, self.before, self.interrupt = 0, dict(busy=0, running=0, error_code=0), 0

    def cycle(self, now, acknowledged, enable):
        self.interrupt = int(self.word & enable != 0)
        was = self.before
        events = STATUS.encode(DONE=was["busy"] and not now["busy"], RUNNING=now["running"] and not was["running"],
                               ERROR=now["error_code"] not in (0, was["error_code"]))
        self.word, self.before = self.word & ~acknowledged | events, now


@cocotb.test
async def random_events(dut):
    random, model, seen = rng(), Model(), {0: set(), 1: set()}
    await reset(dut)
    enable, now = 0, dict(model.before)
    for cycle in range(6000):
        if random.random() < 0.05:
            enable = random.choice([0, STATUS.mask, *(field.mask for field in STATUS.fields)])
        now = {name: int(value) if random.random() < 0.7 else random.randrange(14 if name == "error_code" else 2)
               for name, value in now.items()}
        writes, strobe = random.random() < 0.4, random.choice([15, 15, 1, 14])
        index = random.choice([STATUS.index, STATUS.index, random.randrange(1 << REGISTER_INDEX_BITS)])
        data = random.choice([0xFFFFFFFF, 0, random.getrandbits(32)])
        dut.write.value, dut.index.value, dut.data.value, dut.strb.value = int(writes), index, data, strobe
        dut.enable.value = enable
        for name, value in now.items():
            getattr(dut, name).value = value
        await FallingEdge(dut.clk)
        expect_equal("INTERRUPT_STATUS", model.word, int(dut.status.value), cycle=cycle)
        expect_equal("interrupt", model.interrupt, int(dut.irq.value), cycle=cycle)
        seen[model.interrupt].add(model.word)
        acknowledged = data if writes and index == STATUS.index and strobe & 1 else 0
        model.cycle(dict(now), acknowledged, enable)
        await RisingEdge(dut.clk)
    assert len(seen[0]) == 8 and len(seen[1]) == 8, f"states that were met: {seen}"
