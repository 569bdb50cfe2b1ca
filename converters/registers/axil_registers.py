"""The registers of a core on AXI4-Lite, as `register_map` describes them."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.bus import GIVEN_UP_BITS
from llama2_rtl.converters.control.pipeline_controller import STAGE_BITS
from llama2_rtl.converters.hdl import (
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
    reset,
    resize,
    unsigned,
    verbatim,
    widen,
    wire,
)
from llama2_rtl.converters.interfaces.axi import AxiLite
from llama2_rtl.converters.interfaces.control import CoreEvents, DraftEvents, Drafting, Sampling, TokenFilters
from llama2_rtl.converters.interfaces.registers import RegisterRead, RegisterWrite
from llama2_rtl.converters.interfaces.registers_wires import HostCommands, MemoryPlaces, RunStatus
from llama2_rtl.converters.registers.answer_limit import answer_limit
from llama2_rtl.converters.registers.axil_port import axil_port
from llama2_rtl.converters.registers.description import PULSE, READ_WRITE, REGISTER_BITS
from llama2_rtl.converters.registers.event_counter import event_counter
from llama2_rtl.converters.registers.event_counters import COUNTER_BITS, HALF_BITS, SLOT_BITS, event_counters
from llama2_rtl.converters.registers.interrupts import interrupts
from llama2_rtl.converters.registers.map_words import constant_words, gated_word, word_register
from llama2_rtl.converters.registers.register_map import (
    BY_NAME,
    REGISTER_ADDRESS_BITS,
    REGISTER_INDEX_BITS,
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

OF_DRAFTS = dict(DRAFTS_OFFERED="offered", DRAFTS_ACCEPTED="accepted")
"""Registers of a text -> the field of DraftEvents that they count."""


def ports(geometry):
    texts = geometry.sequences
    return clocked(valid_rst=In(reset()), s_axil=In(AxiLite(REGISTER_ADDRESS_BITS, REGISTER_BITS)),
                   host=Out(HostCommands()), places=Out(MemoryPlaces(geometry.ports)),
                   kv_short=Out(bit(), "fewer pages are given for the KV cache than it takes"),
                   max_tokens=Out(unsigned(texts * (geometry.position_bits + 1)), "the most tokens of an answer, or 0"),
                   resume=Out(unsigned(texts) if texts > 1 else bit(), "prompts go on with the last text"),
                   sampling=Out(Sampling(samplings=texts)), filters=Out(TokenFilters(geometry.sampler_list, texts)),
                   drafting=Out(Drafting(geometry.vectors)),
                   drafts=In(DraftEvents(geometry.vectors, texts)), run=In(RunStatus()),
                   position=In(unsigned(texts * geometry.position_bits), "of the token at work or awaited"),
                   fault_port=In(unsigned(clog2(geometry.ports)), "of the first fault"),
                   given_up=In(unsigned(geometry.ports * GIVEN_UP_BITS), "bursts given up: reads by client, writes"),
                   events=In(CoreEvents(STAGE_BITS)), irq=Out(bit(), "of what the host wants to hear of"))


@module(ports)
def axil_registers(clk, rst, valid_rst, s_axil, host, places, kv_short, max_tokens, resume, sampling, filters, drafting,
                   drafts, run, position, fault_port, given_up, events, irq, *, geometry):
    """`start`, `stop` and `soft_reset` pulse as the host commands, `start` only while nothing is `busy`; the levels
    beside them are what it wrote, `kv_short` whether KV_LIMIT is too small. In the cycle after a `start` the core
    raises `busy` and drops it when the run is over, however it ended; while `running` it takes prompts. `error_code`, a
    code of the map, is held until the next start. `stage` and what follows are the decoder's. A `max_tokens` above the
    context's is no limit. Of several texts `max_tokens`, `resume`, `sampling` and `position` stand side by side, the
    first text's lowest. `irq` is that of `interrupts`. `rst` and `valid_rst` are those of `axil_port`.
    """
    number_bits, clear = index_bits(geometry), bit()
    write, read = RegisterWrite(number_bits, REGISTER_BITS), RegisterRead(number_bits, REGISTER_BITS)
    bus = instance("u_axil_port", axil_port, dict(valid_rst=valid_rst, s_axil=s_axil, write=write, read=read),
                   geometry=geometry)

    written = [register.name for register in registers_of(geometry)
               if register.access in (READ_WRITE, PULSE)]
    values = {name: wire(unsigned(REGISTER_BITS), f"{name.lower()}_word") for name in written}
    stores = [instance(f"u_{name.lower()}", word_register, dict(
        host_write=write, value=value), register=name, number_bits=number_bits) for name, value in values.items()]

    status, error, events_seen = (unsigned(REGISTER_BITS) for _ in range(3))
    at_positions = [wire(unsigned(REGISTER_BITS), f"{of_text('position', text)}_word")
                    for text in range(geometry.sequences)]
    shown = {name: value for name, value in values.items() if BY_NAME[name].access == READ_WRITE}
    shown |= dict(STATUS=status, ERROR=error, INTERRUPT_STATUS=events_seen)
    shown |= {of_text("POSITION", text): word for text, word in enumerate(at_positions)}
    bursts = {port: wire(unsigned(GIVEN_UP_BITS), f"given_up_{port}") for port in range(geometry.ports)}
    lost = {port: wire(unsigned(REGISTER_BITS), f"given_up_{port}_word") for port in range(geometry.ports)}
    shown |= {of_port("GIVEN_UP", port): word for port, word in lost.items()}
    of_ports = [(join(part(given_up, port, GIVEN_UP_BITS), part(counts, 0, GIVEN_UP_BITS)), widen(counts, lost[port]))
                for port, counts in bursts.items()]
    of_ports += [join(part(values[of_port(f"{where}_BASE_{half}", port)], 0, REGISTER_BITS),
                      part(bases, 2 * port + upper, REGISTER_BITS)) for port in range(geometry.ports)
                 for where, bases in (("IMAGE", places.image_base), ("KV", places.kv_base))
                 for upper, half in enumerate(("LOW", "HIGH"))]
    if geometry.ports > 1:
        error_port = unsigned(REGISTER_BITS)
        shown |= dict(ERROR_PORT=error_port)
        of_ports += [widen(fault_port, error_port)]
    else:
        of_ports += [verbatim("", [fault_port], [])]
    counted = ()
    if geometry.vectors > 1:
        counts = {name: wire(unsigned(REGISTER_BITS), f"{name.lower()}_word") for name in (
            "PASSES", *(of_text(name, text) for text in range(geometry.sequences) for name in OF_DRAFTS))}
        shown |= counts
        counted = (
            resize(values["DRAFT_NGRAM"], drafting.ngram), resize(values["DRAFT_HOST"], drafting.host),
            instance("u_pass_counter", event_counter, dict(clear=clear, happens=drafts.begins, count=counts["PASSES"])),
            [instance(f"u_{of_text(field, text)}_counter", event_counter, dict(
                clear=clear, happens=part(drafts.wires[field], text, 1), count=counts[of_text(name, text)]))
             for text in range(geometry.sequences) for name, field in OF_DRAFTS.items()])
    telling = instance("u_interrupts", interrupts, dict(
        host_write=write, enable=values["INTERRUPT_ENABLE"], run=run, status=events_seen, irq=irq),
        number_bits=number_bits)
    gated, chosen = unsigned(REGISTER_BITS * (1 + len(shown))), unsigned(REGISTER_BITS)
    constants = instance("u_constant_words", constant_words, dict(
        index=read.index, word=part(gated, 0, REGISTER_BITS)), geometry=geometry)
    gates = [instance(f"u_{name.lower()}_gate", gated_word, dict(
        index=read.index, value=value, word=part(gated, number, REGISTER_BITS)), register=name,
        number_bits=number_bits)
        for number, (name, value) in enumerate(shown.items(), 1)]

    commands, kv_limit = values["CONTROL"], values["KV_LIMIT"]
    start_bit, abort_bit, reset_bit, clear_bit = (
        BY_NAME["CONTROL"].bit(name) for name in ("START", "ABORT", "SOFT_RESET", "CLEAR"))
    busy_bit, done_bit, error_bit, running_bit = (
        BY_NAME["STATUS"].bit(name) for name in ("BUSY", "DONE", "ERROR", "RUNNING"))
    wires = (any_of(gated, chosen), widen(run.error_code, error), of_ports,
             resize(values["TIMEOUT"], places.timeout))
    of_texts = [_of_text(geometry, text, values, max_tokens, resume, sampling, filters, position, at_positions[text])
                for text in range(geometry.sequences)]

    was_busy, done = bit(), bit()
    kv_pages = BY_NAME["KV_PAGES"].constant(geometry)

    @always_comb
    def show():
        status.next = 0
        status.next[busy_bit] = run.busy
        status.next[done_bit] = done
        status.next[error_bit] = run.error_code != 0
        status.next[running_bit] = run.running

    @always_seq(clk.posedge, reset=rst)
    def command():
        host.start.next = commands[start_bit] and not run.busy
        host.stop.next = commands[abort_bit]
        host.soft_reset.next = commands[reset_bit]
        was_busy.next = run.busy
        if commands[start_bit] and not run.busy:
            done.next = 0
        elif was_busy and not run.busy:
            done.next = 1
        kv_short.next = kv_limit < kv_pages

    counter_read, counter_done, beat = bit(), bit(), bit()
    counter, upper_half = unsigned(COUNTER_BITS), unsigned(HALF_BITS)
    counters, counters_low, of_counters = 1, REGISTER_INDEX_BITS - 1, bit()

    @always_comb
    def find_counters():
        of_counters.next = read.index[number_bits:counters_low] == counters

    @always_comb
    def sort():
        beat.next = events.weight_beat or events.parameter_beat or events.attention_beat
        clear.next = commands[clear_bit]
        counter_read.next = read.read and of_counters and not read.index[0]

    counting = instance("u_event_counters", event_counters, dict(
        clear=clear, busy=run.busy, stage=events.stage, beat=beat, stall=events.stall, read=counter_read,
        read_slot=Part(read.index, SLOT_BITS + 1, 1), read_done=counter_done, read_value=counter))

    @always_seq(clk.posedge, reset=rst)
    def answer():
        read.done.next = counter_done or (read.read and not counter_read)
        if counter_done:
            read.word.next = counter[HALF_BITS:]
            upper_half.next = counter[COUNTER_BITS:HALF_BITS]
        elif of_counters:
            read.word.next = upper_half
        else:
            read.word.next = chosen

    return (bus, stores, constants, counted, telling, gates, wires, of_texts, find_counters, show, command,
            sort, counting, answer)


def _of_text(geometry, text, values, max_tokens, resume, sampling, filters, position, position_word):
    """What a text has of its own: its settings of the `values` of its registers, and the word of its position."""
    bits = geometry.position_bits
    at = wire(unsigned(bits), f"{of_text('position', text)}_at")
    filtering = () if not geometry.sampler_list else (
        ("TOP_K", filters.top_k, TOP_K_BITS), ("TOP_P", filters.top_p, TOP_P_BITS),
        ("MIN_P", filters.min_p, MIN_P_BITS), ("REPEAT_PENALTY", filters.repeat_penalty, PENALTY_BITS),
        ("REPEAT_LAST_N", filters.repeat_last_n, REPEAT_LAST_N_BITS))
    settings = [join(part(values[of_text(name, text)], 0, width), part(packed, text, width))
                for name, packed, width in (
                    ("RESUME", resume, 1), ("SEED", sampling.seed, SEED_BITS),
                    ("INVERSE_TEMPERATURE", sampling.inverse_temperature, INVERSE_BITS), *filtering)]
    if filtering:
        settings += [join(part(values[of_text("REPEAT_PENALTY", text)], 1, PENALTY_BITS),
                          part(filters.repeat_inverse, text, PENALTY_BITS))]
    return (settings, join(part(position, text, bits), part(at, 0, bits)), widen(at, position_word),
            instance(f"u_{of_text('answer_limit', text)}", answer_limit, dict(
                word=values[of_text("MAX_TOKENS", text)], max_tokens=part(max_tokens, text, bits + 1)),
                position_bits=bits))
