"""Every field of every register as the map has it: resets, writes byte by byte, commands, states, counters, errors."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi.faults import FAULTS
from llama2_rtl.converters.control.pipeline_controller import STAGES
from llama2_rtl.converters.registers.axil_port import SLVERR
from llama2_rtl.converters.registers.description import CONSTANT, COUNTER, PULSE, READ_WRITE, STATE
from llama2_rtl.converters.registers.register_map import (
    BY_NAME,
    COUNTED,
    COUNTERS,
    PAGE_BITS,
    index_bits,
    of_port,
    of_text,
    registers_of,
)
from llama2_rtl.golden.sampling_formats import (
    INVERSE_BITS,
    MIN_P_BITS,
    PENALTY_BITS,
    REPEAT_LAST_N_BITS,
    SEED_BITS,
    TOP_K_BITS,
    TOP_P_BITS,
)
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import pack
from tb.registers.host import Host

OUTPUTS = dict(START="start", ABORT="stop", SOFT_RESET="soft_reset")
"""Fields of CONTROL -> the output that pulses."""


def of(*accesses):
    return [register for register in registers_of(from_env()) if register.access in accesses]


async def begin(dut, pause):
    random = rng()
    await reset(dut)
    return random, Host(dut, random, pause)


async def settle(dut, cycles=3):
    for _ in range(cycles):
        await RisingEdge(dut.clk)


@cocotb.test
@cocotb.parametrize(pause=[0, 0.4])
async def reset_values_and_constants(dut, pause):
    _, host = await begin(dut, pause)
    for register in registers_of(from_env()):
        expected = register.constant(from_env()) if register.access == CONSTANT else register.reset
        expect_equal(f"{register.name} after reset", expected, await host.get(register))


@cocotb.test
@cocotb.parametrize(pause=[0, 0.4])
async def writes_byte_by_byte(dut, pause):
    """A written field keeps exactly the bytes whose strobe was high, and no other register changes."""
    random, host = await begin(dut, pause)
    kept = {register.name: register.reset for register in of(READ_WRITE)}
    for register in of(READ_WRITE):
        for strb in [15, *range(16), 15]:
            data = random.choice([0, 0xFFFFFFFF, random.getrandbits(32), random.getrandbits(32)])
            await host.put(register, data, strb)
            lanes = sum(0xFF << 8 * lane for lane in range(4) if strb >> lane & 1) & register.mask
            kept[register.name] = kept[register.name] & ~lanes | data & lanes
            got = register.decode(await host.get(register))
            for field, value in register.decode(kept[register.name]).items():
                expect_equal(f"{register.name}.{field}", value, got[field], strb=strb)
            await expect_levels(dut, kept)
    for register in of(READ_WRITE):
        expect_equal(f"{register.name} at the end", kept[register.name], await host.get(register))


async def expect_levels(dut, kept):
    """The core is given what the registers hold; a limit that the context never reaches is none."""
    await settle(dut)
    await FallingEdge(dut.clk)
    g = from_env()
    limits = [limit if limit < 2 << g.position_bits else 0 for limit in of_texts(g, kept, "MAX_TOKENS")]
    levels = dict(max_tokens=pack(limits, g.position_bits + 1), timeout=kept["TIMEOUT"],
                  seed=pack(of_texts(g, kept, "SEED"), SEED_BITS), resume=pack(of_texts(g, kept, "RESUME"), 1),
                  inverse_temperature=pack(of_texts(g, kept, "INVERSE_TEMPERATURE"), INVERSE_BITS),
                  image_base=of_ports(g, kept, "IMAGE_BASE"), kv_base=of_ports(g, kept, "KV_BASE"),
                  kv_short=int(kept["KV_LIMIT"] < BY_NAME["KV_PAGES"].constant(g)))
    if g.sampler_list:
        penalties = [BY_NAME["REPEAT_PENALTY"].decode(word) for word in of_texts(g, kept, "REPEAT_PENALTY")]
        levels |= dict(
            repeat_penalty=pack([penalty["PENALTY"] for penalty in penalties], PENALTY_BITS),
            repeat_inverse=pack([penalty["INVERSE"] for penalty in penalties], PENALTY_BITS),
            **{name: pack(of_texts(g, kept, name.upper()), bits) for name, bits in (
                ("top_k", TOP_K_BITS), ("top_p", TOP_P_BITS), ("min_p", MIN_P_BITS),
                ("repeat_last_n", REPEAT_LAST_N_BITS))})
    for name, value in levels.items():
        expect_equal(name, value, int(getattr(dut, name).value))
    for port in range(g.ports):
        assert not (levels["image_base"] >> 64 * port) % (1 << PAGE_BITS)
        assert not (levels["kv_base"] >> 64 * port) % (1 << PAGE_BITS)
    await RisingEdge(dut.clk)


def of_texts(g, kept, name):
    """The words of a register of which each text has one."""
    return [kept[of_text(name, text)] for text in range(g.sequences)]


def of_ports(g, kept, name):
    """The base addresses of all ports, as the core is given them."""
    return sum(kept[of_port(f"{name}_{half}", port)] << 64 * port + 32 * upper
               for port in range(g.ports) for upper, half in enumerate(("LOW", "HIGH")))


class Pulses:
    """Counts the cycles in which each command is high."""

    def __init__(self, dut):
        self.dut, self.count = dut, dict.fromkeys(OUTPUTS.values(), 0)
        cocotb.start_soon(self._watch())

    async def _watch(self):
        while True:
            await FallingEdge(self.dut.clk)
            for name in self.count:
                self.count[name] += int(getattr(self.dut, name).value)

    async def expect(self, *names):
        """Since the last time each of these was high in one cycle, the others never."""
        await settle(self.dut, 4)
        expected = {name: int(name in names) for name in self.count}
        assert self.count == expected, f"commands: expected {expected}, got {self.count}"
        self.count = dict.fromkeys(self.count, 0)


@cocotb.test
@cocotb.parametrize(pause=[0, 0.4])
async def commands(dut, pause):
    """Each bit of a command register acts once, only when its byte is written with a one; it reads as 0."""
    random, host = await begin(dut, pause)
    pulses = Pulses(dut)
    for register in of(PULSE):
        for field in register.fields:
            output = [OUTPUTS[field.name]] if field.name in OUTPUTS else []
            await host.put(register, field.mask | ~register.mask & random.getrandbits(32))
            await pulses.expect(*output)
            await host.put(register, 0xFFFFFFFF, 15 & ~(1 << field.low // 8))
            await pulses.expect()
            expect_equal(f"{register.name} read", 0, await host.get(register))
        await host.put(register, 0)
        await pulses.expect()


@cocotb.test
async def a_run(dut):
    """BUSY follows the core, DONE comes with its end and goes with the next start, a start while busy is none."""
    random, host = await begin(dut, 0.2)
    pulses, control, status = Pulses(dut), BY_NAME["CONTROL"], BY_NAME["STATUS"]
    for code in range(len(FAULTS)):
        await host.put(control, control.encode(START=1))
        await pulses.expect("start")
        expect_equal("STATUS after the start", 0, await host.get(status) & ~status.encode(ERROR=1))
        dut.busy.value, dut.error_code.value = 1, 0
        await settle(dut)
        expect_equal("STATUS of a start", status.encode(BUSY=1), await host.get(status))
        dut.running.value = 1
        await settle(dut)
        expect_equal("STATUS of a run", status.encode(BUSY=1, RUNNING=1), await host.get(status))
        positions = [random.randrange(from_env().context) for _ in range(from_env().sequences)]
        dut.position.value = pack(positions, from_env().position_bits)
        await host.put(control, control.encode(START=1))
        await pulses.expect()
        for text, position in enumerate(positions):
            name = of_text("POSITION", text)
            expect_equal(name, position, await host.get(BY_NAME[name]))
        dut.busy.value, dut.running.value, dut.error_code.value = 0, 0, code
        await settle(dut)
        expect_equal("STATUS after a run", status.encode(DONE=1, ERROR=code != 0), await host.get(status))
        expect_equal("ERROR", code, await host.get(BY_NAME["ERROR"]))


@cocotb.test
async def too_few_pages(dut):
    """One page less than the KV cache takes is too few, before a START that follows at once looks at it."""
    _, host = await begin(dut, 0)
    limit, pages = BY_NAME["KV_LIMIT"], BY_NAME["KV_PAGES"].constant(from_env())
    for given in (0, pages - 1, pages, pages + 1, 0xFFFFFFFF):
        await host.put(limit, given)
        await host.put(BY_NAME["CONTROL"], BY_NAME["CONTROL"].encode(START=1))
        dut.busy.value = 0
        expect_equal("kv_short", int(given < pages), int(dut.kv_short.value), given=given)


@cocotb.test
async def an_interrupt(dut):
    """Each event sets its bit, enabled or not; the interrupt follows the enabled ones until they are acknowledged."""
    _, host = await begin(dut, 0.2)
    status, enable = BY_NAME["INTERRUPT_STATUS"], BY_NAME["INTERRUPT_ENABLE"]
    events = dict(RUNNING=("running", 1), ERROR=("error_code", 3), DONE=("busy", 0))
    for wanted in (0, *events):
        await host.put(enable, enable.encode(**{wanted: 1}) if wanted else 0)
        dut.busy.value = 1
        await settle(dut)
        seen = {}
        for event, (name, value) in events.items():
            getattr(dut, name).value = value
            seen[event] = 1
            await settle(dut)
            expect_equal("INTERRUPT_STATUS", status.encode(**seen), await host.get(status))
            expect_equal("interrupt", int(wanted in seen), int(dut.irq.value), event=event, wanted=wanted)
        for event in events:
            await host.put(status, status.encode(**{event: 1}))
            del seen[event]
            await settle(dut)
            expect_equal("INTERRUPT_STATUS", status.encode(**seen), await host.get(status))
            expect_equal("interrupt", int(wanted in seen), int(dut.irq.value), event=event, wanted=wanted)
        dut.running.value, dut.error_code.value = 0, 0
        await settle(dut)


@cocotb.test
async def writes_that_change_nothing(dut):
    """Registers that say what is take a write, answer OKAY, and stay."""
    random, host = await begin(dut, 0.2)
    pulses = Pulses(dut)
    before = [await host.get(register) for register in registers_of(from_env())]
    for register in of(CONSTANT, STATE, COUNTER):
        await host.put(register, random.choice([0xFFFFFFFF, random.getrandbits(32)]))
    await pulses.expect()
    for register, word in zip(registers_of(from_env()), before, strict=True):
        expect_equal(f"{register.name} after writes", word, await host.get(register))


@cocotb.test
async def unknown_addresses(dut):
    """What is no register answers SLVERR, reads as 0 and changes nothing, also where its low bits are a register's."""
    random, host = await begin(dut, 0.2)
    pulses = Pulses(dut)
    known = {register.offset for register in registers_of(from_env())}
    end = 4 << index_bits(from_env())
    holes = [address for address in range(0, end, 4) if address not in known]
    highs = [high for high in (0x100, 0x200, 0x400, 0x800) if high >= end]
    far = [high | random.choice(sorted(known)) for high in highs]
    far += [high | BY_NAME[name].offset for high in (highs[0], 0x800) for name in ("CONTROL", "SEED")]
    for address in [*holes, *far, 0xFFC]:
        expect_equal("response", SLVERR, await host.write(address, 0xFFFFFFFF), address=address)
        resp, data = await host.read(address)
        expect_equal("response", SLVERR, resp, address=address)
        expect_equal("data", 0, data, address=address)
    await pulses.expect()
    for register in of(READ_WRITE):
        expect_equal(f"{register.name} afterwards", register.reset, await host.get(register))
    expect_equal("SEED by the address of its last byte", BY_NAME["SEED"].reset,
                 (await host.read(BY_NAME["SEED"].offset + 3))[1])


@cocotb.test
async def address_and_data_apart(dut):
    """An address waits for its data and data for its address; a read passes both; a response waits for its host."""
    _, host = await begin(dut, 0)
    seed = BY_NAME["SEED"]
    for first, second in (("aw", "w"), ("w", "aw")):
        words = dict(aw=dict(address=seed.offset), w=dict(data=0x1234 + len(first), strb=15))
        await getattr(host, first).send([words[first]])
        await settle(dut, 6)
        assert not host.b.words, f"answered with only {first} sent"
        expect_equal("ID while a write waits", BY_NAME["ID"].constant(from_env()), await host.get(BY_NAME["ID"]))
        await getattr(host, second).send([words[second]])
        await host.b.wait(1, 20)
        await RisingEdge(dut.clk)
        expect_equal("SEED", words["w"]["data"], await host.get(seed))
        host.b.words.clear()


@cocotb.test
async def counters(dut):
    """Random cycles of random stages: every counter, and that a lower word's read keeps the upper one."""
    random, host = await begin(dut, 0.1)
    control, count = BY_NAME["CONTROL"], dict.fromkeys(COUNTERS, 0)
    for cycles in (700, 90, 1):
        for _ in range(cycles):
            stage, kind, busy = random.randrange(len(STAGES)), random.choice(COUNTED), random.getrandbits(1)
            beat = random.choice(["weight_beat", "parameter_beat", "attention_beat"]) if kind == "beats" else None
            dut.busy.value, dut.stage.value = busy, stage
            dut.stall.value = kind == "stalls" or kind == "beats" and random.getrandbits(1)
            for name in ("weight_beat", "parameter_beat", "attention_beat"):
                getattr(dut, name).value = name == beat
            await RisingEdge(dut.clk)
            count["CYCLES"] += busy
            if stage:
                count[f"{STAGES[stage]}_{kind}".upper()] += 1
        dut.busy.value, dut.stage.value = 0, 0
        await expect_counters(host, count)
        await host.put(control, control.encode(CLEAR=1))
        count = dict.fromkeys(COUNTERS, 0)
        await expect_counters(host, count)


async def expect_counters(host, count):
    for name, value in count.items():
        low = await host.get(BY_NAME[f"{name}_LOW"])
        high = await host.get(BY_NAME[f"{name}_HIGH"])
        expect_equal(f"counter {name}", value, high << 32 | low)


@cocotb.test
async def a_carry_between_the_halves(dut):
    """A counter that runs over its lower word while it is read is read as one number, and only grows."""
    random, host = await begin(dut, 0.1)
    await settle(dut, 40)
    begin_at, slot = (7 << 32) - 30, COUNTERS.index("CYCLES")
    counter = dut.u_event_counters
    while int(counter.slot.value) != slot + 8:
        await FallingEdge(dut.clk)
    counter.u_ram.mem[slot].value = begin_at
    await RisingEdge(dut.clk)
    dut.busy.value = 1
    seen = []
    for _ in range(8):
        low = await host.get(BY_NAME["CYCLES_LOW"])
        await settle(dut, random.randrange(30))
        seen.append(await host.get(BY_NAME["CYCLES_HIGH"]) << 32 | low)
    assert seen == sorted(set(seen)) and begin_at < seen[0] < 7 << 32 <= seen[-1] < begin_at + 1000, seen
