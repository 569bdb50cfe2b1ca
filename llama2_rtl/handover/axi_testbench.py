"""A testbench in plain Verilog of the core over AXI4: a memory with the packed model, and a host that starts the core
through its registers alone; golden's logits and tokens expected out."""

from llama2_rtl.converters.axi.faults import CONTEXT, NONE
from llama2_rtl.converters.bound import bound
from llama2_rtl.converters.engine.destination import CLASSIFIER
from llama2_rtl.converters.hdl import clog2
from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.converters.registers.start_sequence import (
    ARGUMENTS,
    END,
    Await,
    Command,
    Expect,
    Give,
    arguments_of,
    options_of,
    start_of,
)
from llama2_rtl.converters.registers.token_words import TOKEN_MASKS, TOKEN_WORDS, TOKENS_OFFSET
from llama2_rtl.converters.write import memory_text
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.handover.core import FREQUENCY_MHZ
from llama2_rtl.handover.ports import CLOCK, FULL
from llama2_rtl.handover.tap_formats import final_formats
from llama2_rtl.handover.testbench import LAYER_CYCLES, SLACK

IMAGE_BASE, KV_BASE = 0x1_FFFF_F000, 0x70_1234_5000
"""The image lies across 8 GB, where the sum carries into the upper half of the address."""

FROM_PORT_TO_PORT = 0x2_0012_3000
"""Between the base addresses of one port and the next."""

LATENCY = 20
"""Cycles from the address of a read to its first beat."""

LOGITS = "tb/logits.mem"
"""Of the positions whose tokens are the answer, one after the other."""


def files(core):
    run, geometry = core.run, core.preset.geometry
    options = options_of(geometry)
    start, tokens, bits = start_of(options), len(run.prompt) + len(run.answer), core.register_bytes.bit_length() - 1
    timeout = round(sum(SLACK * bound(geometry, position) for position in range(tokens)))
    text = core.render(
        "axi_testbench.v", clock=CLOCK, half_period_ns=500 / FREQUENCY_MHZ, memory_inputs=_memory_inputs(core),
        timeout=timeout + tokens * (core.preset.model.n_layers + 1) * LAYER_CYCLES, latency=LATENCY, page=PAGE,
        longest_burst=geometry.burst, managers=_managers(core),
        expected=[access.register for step in start for access in step.accesses
                  if isinstance(access, Expect)],
        vocab_size=core.preset.model.vocab_size, classifier=int(CLASSIFIER), code_of_none=int(NONE), registers=BY_NAME,
        code_at_end=int(CONTEXT if tokens - 1 == core.preset.context else NONE), start=_steps(start, bits),
        further=[name.upper() for name in arguments_of(options) if name not in ARGUMENTS], end=_steps(END, bits),
        address_bits=bits, tail=geometry.tail, text_bits=clog2(geometry.sequences), last_vector=geometry.vectors - 1,
        decoder="dut.u_core.u_decoder" if core.board else "dut.u_decoder",
        words={name: _offset(TOKENS_OFFSET + at, bits) for name, (at, _) in TOKEN_WORDS.items()},
        masks={name: _word(mask) for name, (mask, _) in TOKEN_MASKS.items()},
        image_file=core.image.rpartition("/")[2], logits_file=LOGITS.rpartition("/")[2])
    logits = [word for of_token in run.logits[:len(run.answer)] for word in of_token.flatten().tolist()]
    return {f"tb/{core.top}_tb.v": text,
            LOGITS: memory_text(final_formats(core.preset.numerics)["logits"].bits, logits)}


def _memory_inputs(core):
    """The core's inputs that the memory drives."""
    return [port for port in core.inputs if port.standard == FULL]


def _managers(core):
    """The AXI4 managers of the core, each with its ports, its base addresses, and the suffix of all that is its own."""
    found = [ports for ports in core.interfaces.values() if ports[0].standard == FULL]
    return [dict(ports=ports, suffix=f"_{number}" if len(found) > 1 else "",
                 image_base=IMAGE_BASE + number * FROM_PORT_TO_PORT, kv_base=KV_BASE + number * FROM_PORT_TO_PORT)
            for number, ports in enumerate(found)]


def _steps(steps, bits):
    """`(number, what, Verilog statements)` of the steps that access registers, whose offsets have so many bits."""
    return [(number, step.what.replace("`", ""),
             [line for access in step.accesses for line in _statements(access, bits)])
            for number, step in enumerate(steps, 1) if step.accesses]


def _statements(access, bits):
    register = BY_NAME[access.register]
    offset = _offset(register.offset, bits)
    match access:
        case Expect(field=field):
            name = access.register if field is None else f"{access.register}.{field}"
            return [f"read_register({offset}, word);",
                    f"if ((word ^ {register.name}_WORD) & {_word(access.mask)}) fail(\"{name} is not this core's\");"]
        case Give(argument=argument, low=low, port=port):
            value = argument.upper() + ("" if port is None else f"_{port}")
            return [f"write_register({offset}, {value}[{low + 31}:{low}]);"]
        case Command(fields=fields):
            return [f"write_register({offset}, {_fields(register, fields)});"]
        case Await(fields=fields, value=value):
            mask, awaited = _fields(register, fields), "== 0" if value else "!= 0"
            return [f"read_register({offset}, word);",
                    f"while ((word & {mask}) {awaited}) read_register({offset}, word);"]


def _offset(offset, bits):
    """Of a register, as a number of Verilog."""
    return f"{bits}'h{offset:03x}"


def _fields(register, names):
    return _word(register.encode(**dict.fromkeys(names, 1)))


def _word(value):
    return f"32'h{value:08x}"
