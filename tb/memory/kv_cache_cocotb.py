"""Random writes and reads of the KV cache, one of each per cycle, against dictionaries."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env

G = from_env()
ROWS, CHUNKS, LATENCY = G.model.n_layers * G.kv_words * G.context, G.chunks, int(os.environ["LATENCY"])
OUTPUTS = ("keys", "values", "key_shifts", "value_shifts")


class Writer:
    """Drives the write port; `content` is what the four memories hold."""

    def __init__(self, dut, random):
        self.dut, self.random = dut, random
        self.content = {name: {} for name in OUTPUTS}
        self.waiting = [(name, row, chunk) for name in ("keys", "values") for row in range(ROWS)
                        for chunk in range(CHUNKS)]
        random.shuffle(self.waiting)

    def drive(self, writing):
        """Sets the port for this cycle; returns what the memories hold from the next one on."""
        dut, random = self.dut, self.random
        dut.waddr.value, dut.shift_waddr.value = random.randrange(ROWS * CHUNKS), random.randrange(ROWS)
        words = {"keys": random.getrandbits(len(dut.k_wdata)), "values": random.getrandbits(len(dut.v_wdata))}
        shifts = random.getrandbits(len(dut.shift_wdata))
        dut.k_wdata.value, dut.v_wdata.value, dut.shift_wdata.value = words["keys"], words["values"], shifts
        for pulse in (dut.k_we, dut.v_we, dut.k_shift_we, dut.v_shift_we):
            pulse.value = 0
        if not writing or not self.waiting:
            return []
        name, row, chunk = self.waiting.pop()
        is_key, last = name == "keys", chunk == CHUNKS - 1
        dut.waddr.value, dut.shift_waddr.value = row * CHUNKS + chunk, row
        (dut.k_we if is_key else dut.v_we).value = 1
        (dut.k_shift_we if is_key else dut.v_shift_we).value = last
        written = [(name, row * CHUNKS + chunk, words[name])]
        return written + [("key_shifts" if is_key else "value_shifts", row, shifts)] * last


@cocotb.test
async def every_row_once(dut):
    random = rng()
    await reset(dut, may_be_unknown=OUTPUTS)
    writer, in_flight = Writer(dut, random), []
    for cycle in range(6 * ROWS * CHUNKS + 100):
        addr = random.randrange(ROWS * CHUNKS)
        dut.addr.value, dut.shift_addr.value = addr, addr // CHUNKS
        places = dict(keys=addr, values=addr, key_shifts=addr // CHUNKS, value_shifts=addr // CHUNKS)
        in_flight.append({name: (place, writer.content[name].get(place)) for name, place in places.items()})
        written = writer.drive(random.random() < 0.5)
        await FallingEdge(dut.clk)
        if len(in_flight) > LATENCY:
            for name, (place, expected) in in_flight.pop(0).items():
                if expected is not None:
                    expect_equal(f"kv_cache {name}", expected, getattr(dut, name).value.to_unsigned(), index=place,
                                 cycle=cycle)
        await RisingEdge(dut.clk)
        for name, place, value in written:
            writer.content[name][place] = value
    assert not writer.waiting, "the test ended before every row was written"
