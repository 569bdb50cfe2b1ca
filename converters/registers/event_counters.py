"""Counters of 64 bits in a small RAM: each is brought up to date in its turn."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.pipeline_controller import IDLE, STAGE_BITS, STAGES
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Out,
    Part,
    any_of,
    bit,
    clocked,
    clog2,
    instance,
    join,
    module,
    part,
    unsigned,
    widen,
    wire,
)
from llama2_rtl.converters.interfaces.registers_wires import CounterRead
from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.converters.registers.register_map import COUNTED, COUNTERS

SLOTS = 1 << (len(COUNTERS) - 1).bit_length()
"""Cycles after which a counter's turn comes again."""

RECENT_BITS = SLOTS.bit_length()
"""Of a number of cycles up to SLOTS."""

COUNTER_BITS, HALF_BITS = 64, 32
SLOT_BITS = clog2(SLOTS)

LATENCY = 3
"""Cycles from a counter's turn to its new value: count and word, lower half, upper half."""


def _recent_ports():
    return clocked(clear=In(bit(), "what happened is forgotten"), occurs=In(bit(), "it happens"),
                   take=In(bit(), "the counter is brought up to date"), taken=Out(unsigned(RECENT_BITS), "by how much"))


@module(_recent_ports)
def recent_count(clk, rst, clear, occurs, take, taken):
    """In the same cycle as `take`, `taken` is the number of cycles with `occurs` since the `take` before, the present
    one belonging to the next; else 0. `clear` forgets all before it."""
    count, more = unsigned(RECENT_BITS), unsigned(RECENT_BITS)
    extend = widen(occurs, more)

    @always_comb
    def offer():
        taken.next = 0
        if take:
            taken.next = count

    @always_seq(clk.posedge, reset=rst)
    def add():
        if take or clear:
            count.next = more
        else:
            count.next = count + more

    return extend, offer, add


def _stage_ports(number):
    return clocked(stage=In(unsigned(STAGE_BITS), "the stage at work"), beat=In(bit(), "the engine takes a word"),
                   stall=In(bit(), "a word was wanted and not there"),
                   events=Out(unsigned(len(COUNTED)), "what the cycle was, one bit per kind"))


def _stage(number):
    return STAGES[number]


@module(_stage_ports, suffix=_stage)
def stage_events(clk, rst, stage, beat, stall, events, *, number):
    """Of a cycle of the stage `number`, exactly one of `events`, a cycle later, in the order of COUNTED: `beat`,
    `stall` without one, or neither. Of other stages' cycles none."""
    here, kind = bit(), unsigned(len(COUNTED))

    @always_comb
    def sort():
        here.next = stage == number
        kind.next = concat(not beat and not stall, stall and not beat, beat)

    @always_seq(clk.posedge, reset=rst)
    def register():
        events.next = 0
        if here:
            events.next = kind

    return sort, register


def ports():
    return clocked(clear=In(bit(), "all counters become 0"), busy=In(bit(), "a run goes on"),
                   stage=In(unsigned(STAGE_BITS), "the stage at work"), beat=In(bit(), "the engine takes a word"),
                   stall=In(bit(), "a word was wanted and not there"), read=In(CounterRead(SLOT_BITS, COUNTER_BITS)))


@module(ports)
def event_counters(clk, rst, clear, busy, stage, beat, stall, read):
    """Counts the cycles with `busy`, and by `stage` those with `beat`, those with `stall` alone and those with neither;
    in the idle stage none. `clear` sets all to 0. `read` asks for counter number `read_slot` of the map, which stays
    until `read_done` brings its 64 bits, all of one moment, within SLOTS + LATENCY + 1 cycles.

    Counter n is added to in every SLOTS-th cycle; what happens meanwhile waits in its `recent_count`.
    """
    count, kinds, slots, last = len(COUNTERS), len(COUNTED), SLOTS, SLOTS - 1
    events, taken, turns = unsigned(count), unsigned(count * RECENT_BITS), unsigned(SLOTS, 1)
    running = wire(unsigned(1), "running")
    recent = [instance(f"u_recent_{number}", recent_count, dict(
        clear=clear, occurs=part(events, number, 1), take=part(turns, number, 1),
        taken=part(taken, number, RECENT_BITS))) for number in range(count)]
    sorting = [instance(f"u_{name}", stage_events, dict(
        stage=stage, beat=beat, stall=stall, events=Part(events, low + kinds, low)), number=number)
        for number, name, low in ((n, STAGES[n], 1 + (n - 1) * kinds) for n in range(IDLE + 1, len(STAGES)))]

    slot, slot_1, slot_2, slot_3 = (unsigned(SLOT_BITS) for _ in range(4))
    to_clear = unsigned(SLOT_BITS + 1, slots)
    wanted, wanted_now, wanted_1, wanted_2, wanted_3, zero_1 = (bit() for _ in range(6))
    added, added_1, added_wide = unsigned(RECENT_BITS), unsigned(RECENT_BITS), unsigned(HALF_BITS + 1)
    base_low, low_2, high_1, high_2 = unsigned(HALF_BITS + 1), unsigned(HALF_BITS + 1), unsigned(HALF_BITS), unsigned(
        HALF_BITS)
    carry, carry_wide, high = unsigned(1), unsigned(HALF_BITS), unsigned(HALF_BITS)
    stored, updated = unsigned(COUNTER_BITS), unsigned(COUNTER_BITS)
    wires = (any_of(taken, added), widen(added_1, added_wide), widen(carry, carry_wide),
             join(Part(running, 1, 0), Part(events, 1, 0)))
    memory = instance("u_ram", ram, dict(
        we=Const(1, 1), waddr=slot_3, wdata=updated, raddr=slot, rdata=stored), width=COUNTER_BITS, depth=slots)

    @always_comb
    def choose():
        wanted_now.next = wanted and (slot == read.slot)
        base_low.next = 0
        high_1.next = 0
        if not zero_1:
            base_low.next = concat(False, stored[HALF_BITS:])
            high_1.next = stored[COUNTER_BITS:HALF_BITS]

    @always_comb
    def add_carry():
        carry.next = low_2[HALF_BITS]
        high.next = high_2 + carry_wide

    @always_seq(clk.posedge, reset=rst)
    def go_round():
        running.next = busy
        slot.next = slot + 1
        turns.next = concat(turns[last:], turns[last])
        if clear:
            to_clear.next = slots
        elif to_clear != 0:
            to_clear.next = to_clear - 1
        if read.read:
            wanted.next = 1
        elif wanted_now:
            wanted.next = 0

    @always_seq(clk.posedge, reset=rst)
    def update():
        slot_1.next = slot
        zero_1.next = to_clear != 0
        added_1.next = added
        wanted_1.next = wanted_now
        slot_2.next = slot_1
        low_2.next = base_low + added_wide
        high_2.next = high_1
        wanted_2.next = wanted_1
        slot_3.next = slot_2
        updated.next = concat(high, low_2[HALF_BITS:])
        wanted_3.next = wanted_2

    @always_comb
    def answer():
        read.done.next = wanted_3
        read.value.next = updated

    return recent, sorting, wires, memory, choose, add_carry, go_round, update, answer
