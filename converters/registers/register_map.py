"""The registers on AXI4-Lite: the one place from which the Verilog, the C header, the page and the tests are made."""

from dataclasses import replace
from itertools import chain

from llama2_rtl.converters.axi.bus import CLIENT_NAMES, COUNT_BITS, MOST_PORTS, PAGE_BITS, SILENT_CYCLES
from llama2_rtl.converters.axi.faults import CODE_BITS
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.control.pipeline_controller import IDLE, STAGES
from llama2_rtl.converters.control.token_loop import WANTED_BIT
from llama2_rtl.converters.geometry import LONGEST_CONTEXT, MOST_SEQUENCES
from llama2_rtl.converters.registers.description import (
    ACKNOWLEDGE,
    CONSTANT,
    COUNTER,
    PULSE,
    READ_WRITE,
    REGISTER_BITS,
    STATE,
    Field,
    Register,
)
from llama2_rtl.golden.drafts import LONGEST_NGRAM, NGRAM_BITS
from llama2_rtl.golden.image_formats import CODES, FORMAT_BITS
from llama2_rtl.golden.image_header import HEAD_MATRICES
from llama2_rtl.golden.sampling_formats import (
    ALL,
    INVERSE_BITS,
    INVERSE_FRACTION_BITS,
    MASS_FRACTION_BITS,
    MIN_P_BITS,
    PENALTY_BITS,
    PENALTY_FRACTION_BITS,
    REPEAT_LAST_N_BITS,
    SEED_BITS,
    TOP_K_BITS,
    TOP_P_BITS,
    UNCHANGED,
    WINDOW,
)
from llama2_rtl.golden.weight_format import FORMATS

REGISTER_ADDRESS_BITS = 12
"""Of a byte address: a page of 4 KB. What is no register answers with an error."""

REGISTER_INDEX_BITS = 6
"""Of a register's number where the sampler has no list and a pass one position: all addresses from
4 * 2^REGISTER_INDEX_BITS on are unknown."""

MAGIC, VERSION = 0x4C325254, (2, 7)
"""`L2RT`, and the version of this map: the first number changes where a host must, the second where it may."""

PORT_BITS = (MOST_PORTS - 1).bit_length()
POSITION_BITS = (LONGEST_CONTEXT - 1).bit_length()
LIMIT_BITS = POSITION_BITS + 1

COUNTED = ("beats", "stalls", "bubbles")
COUNTERS = ("CYCLES", *(f"{stage}_{kind}".upper() for stage in STAGES[IDLE + 1:] for kind in COUNTED))
"""The counters' names by their number."""

COUNTERS_OFFSET = 0x080


def _word(name, offset, access, what, bits=REGISTER_BITS, **more):
    """A register of one field."""
    return Register(name, offset, (Field("VALUE", 0, bits, access, what, **more),))


def _constant(name, offset, what, value):
    return _word(name, offset, CONSTANT, what, value=value)


def _numerics(name, low, what):
    return Field(name.upper(), low, 8, CONSTANT, what, value=lambda geometry: getattr(geometry.numerics, name))


def _holds(name, code):
    """The bit of a weight format."""
    what = f"1: the core holds matrices in `{name}`; START refuses an image of other formats with IMAGE_SHAPE"
    return Field(name.upper(), code, 1, CONSTANT, what,
                 value=lambda g: int(code in {CODES[used] for used in g.numerics.formats.names}))


_CODES = ", ".join(f"{code} `{name}`" for code, name in enumerate(FORMATS))

IDENTIFICATION = (
    _constant("ID", 0x000, "`L2RT`: this is a core of llama2-rtl", lambda g: MAGIC),
    Register("VERSION", 0x004, (
        Field("MINOR", 0, 16, CONSTANT, "grows where registers are added", value=lambda g: VERSION[1]),
        Field("MAJOR", 16, 16, CONSTANT, "grows where a host has to change", value=lambda g: VERSION[0]))),
    _constant("LANES", 0x008, "multipliers of the engine", lambda g: g.lanes),
    _constant("DIM", 0x00C, "the model's dimension", lambda g: g.model.dim),
    _constant("HIDDEN_DIM", 0x010, "the feed-forward network's dimension", lambda g: g.model.hidden_dim),
    _constant("N_LAYERS", 0x014, "layers", lambda g: g.model.n_layers),
    _constant("N_HEADS", 0x018, "query heads", lambda g: g.model.n_heads),
    _constant("N_KV_HEADS", 0x01C, "key/value heads", lambda g: g.model.n_kv_heads),
    _constant("VOCAB_SIZE", 0x020, "tokens of the vocabulary", lambda g: g.model.vocab_size),
    _constant("CONTEXT", 0x024, "positions that the KV cache has room for", lambda g: g.context),
    Register("FORMATS", 0x028, (
        _numerics("act_bits", 0, "bits of an activation"), _numerics("k_bits", 8, "bits of a key and a query"),
        _numerics("v_bits", 16, "bits of a value"),
        _numerics("scale_bits", 24, "bits of the mantissa of a row's scale, 0 for powers of two"))),
    _constant("KV_PAGES", 0x02C, "pages of 4,096 bytes that the KV cache takes from KV_BASE on",
              lambda g: KvLayout(g).pages),
    Register("WEIGHT_FORMATS", 0x034, (
        *(_holds(name, code) for code, name in enumerate(FORMATS)),
        *(Field(matrix.upper(), 8 + FORMAT_BITS * place, FORMAT_BITS, CONSTANT, f"the format of the {matrix}: {_CODES}",
                value=lambda g, matrix=matrix: CODES[g.numerics.formats(matrix).name])
          for place, matrix in enumerate(HEAD_MATRICES)))),
)

STATUS = Register("STATUS", 0x044, (
    Field("BUSY", 0, 1, STATE, "a run is going on, or its last transfers are drained"),
    Field("DONE", 1, 1, STATE, "a run has ended since the last start"),
    Field("ERROR", 2, 1, STATE, "the code in ERROR is not 0"),
    Field("RUNNING", 3, 1, STATE, "the image is the right one: prompts are taken")))

EVENTS = (("DONE", "a run has ended"), ("ERROR", "ERROR has taken another code than 0"),
          ("RUNNING", "prompts are taken from now on"))
"""What can interrupt the host, in the places that the fields of these names have in STATUS."""


def _events(name, offset, access, what):
    return Register(name, offset, tuple(
        Field(event, STATUS.bit(event), 1, access, what.format(meaning)) for event, meaning in EVENTS))


def of_port(name, port):
    """The name of a register of which each port has one: of port 0 that of the only port."""
    return f"{name}_{port}" if port else name


def _of_port(port, offset):
    """The registers of one memory port."""
    here = f" at port {port}" if port else ""
    for place, (name, what) in enumerate((("IMAGE", "the weight image"), ("KV", "the KV cache"))):
        what = f"address of {what}{here}"
        yield Register(of_port(f"{name}_BASE_LOW", port), offset + 8 * place, (
            Field("VALUE", PAGE_BITS, REGISTER_BITS - PAGE_BITS, READ_WRITE,
                  f"{what}, low word; a multiple of 4,096"),))
        yield _word(of_port(f"{name}_BASE_HIGH", port), offset + 8 * place + 4, READ_WRITE, f"{what}, high word")
    yield Register(of_port("GIVEN_UP", port), offset + 0x10, tuple(
        Field(name, number * COUNT_BITS, COUNT_BITS, STATE,
              f"bursts of {what}{here} whose answers earlier runs did not wait for and which have not come since")
        for number, (name, what) in enumerate((
            *((client, f"reads with the identifier {number}") for number, client in enumerate(CLIENT_NAMES)),
            ("WRITES", "writes")))))


def of_text(name, text):
    """The name of a register of which each text has one: of text 0 that of the only text."""
    return f"{name}_{text}" if text else name


CONTROL = (
    Register("CONTROL", 0x040, (
        Field("START", 0, 1, PULSE, "begins a run: the image's header, then prompts and answers without end; where a "
                                    "soft reset is not over, after it; no effect while BUSY"),
        Field("ABORT", 1, 1, PULSE, "ends the run: the core drains its transfers; ERROR stays, or takes the first "
                                    "fault that comes meanwhile"),
        Field("SOFT_RESET", 2, 1, PULSE, "ends the run as ABORT, then resets all but these registers and what the "
                                         "core has on its buses; ERROR becomes 0"),
        Field("CLEAR", 3, 1, PULSE, "sets all counters to 0"))),
    STATUS,
    _word("ERROR", 0x048, STATE, "the first fault of this run, or of the last one, of several in one cycle the "
          "one with the lowest code: a code of the table below",
          CODE_BITS),
    _word("POSITION", 0x04C, STATE, "position of the token at work or awaited", POSITION_BITS),
    _word("MAX_TOKENS", 0x050, READ_WRITE, "the most tokens of an answer, 0 for as many as the context holds",
          LIMIT_BITS),
    _word("RESUME", 0x030, READ_WRITE, "1: a prompt goes on where the last text of this run stopped, at POSITION; the "
          "answer's last token has not been run, so send it first where it belongs to the text; 0: it begins a text, "
          "as does a run's first one and the one after a full context; taken with a prompt's first token", 1),
    _word("TIMEOUT", 0x054, READ_WRITE, "cycles that the memory may stay silent, counted for reads and writes apart, 0 "
          f"for any number, but {SILENT_CYCLES:,} once the run is being ended; takes effect at once", reset=1 << 20),
    _word("INVERSE_TEMPERATURE", 0x058, READ_WRITE,
          f"the inverse of the sampling temperature, {INVERSE_FRACTION_BITS} fraction bits; 0 for the likeliest token",
          INVERSE_BITS),
    _word("SEED", 0x05C, READ_WRITE, "what the random choices of a text follow from", SEED_BITS),
    *_of_port(0, 0x060),
    _word("KV_LIMIT", 0x074, READ_WRITE, "pages of 4,096 bytes from KV_BASE on that are the core's; where they are "
          "fewer than KV_PAGES, as after reset, START ends at once with the error KV_LIMIT and touches no memory"),
    _events("INTERRUPT_ENABLE", 0x078, READ_WRITE, "`irq` is high while this bit of INTERRUPT_STATUS is 1: {}"),
    _events("INTERRUPT_STATUS", 0x07C, ACKNOWLEDGE, "{}, since a 1 was last written here"),
)


def _counter_words():
    for number, name in enumerate(COUNTERS):
        stage, _, kind = name.lower().rpartition("_")
        what = f"{kind} of the stage {stage}" if stage else "cycles of runs"
        for upper, half in enumerate(("LOW", "HIGH")):
            offset = COUNTERS_OFFSET + 8 * number + 4 * upper
            yield _word(f"{name}_{half}", offset, COUNTER, f"{what}, {half.lower()} word")


REGISTERS = (*IDENTIFICATION, *CONTROL, *_counter_words())
"""Those of every core."""

FILTERS_OFFSET = 4 << REGISTER_INDEX_BITS

FILTERS = (
    _constant("SAMPLER_LIST", FILTERS_OFFSET, "entries of the sampler's list", lambda g: g.sampler_list),
    _word("TOP_K", FILTERS_OFFSET + 0x04, READ_WRITE, "a token is chosen of so many with the largest logits, of as "
          "many as the list has at most; 0 for all", TOP_K_BITS),
    _word("TOP_P", FILTERS_OFFSET + 0x08, READ_WRITE, "of these, of the likeliest whose probabilities reach this sum, "
          f"{MASS_FRACTION_BITS} fraction bits; {ALL} for all; without effect where TOP_K is 0", TOP_P_BITS,
          reset=ALL),
    _word("MIN_P", FILTERS_OFFSET + 0x0C, READ_WRITE, "of these, of such as have at least this part of the largest "
          f"probability, {MASS_FRACTION_BITS} fraction bits; 0 for all; without effect where TOP_K is 0",
          MIN_P_BITS),
    Register("REPEAT_PENALTY", FILTERS_OFFSET + 0x10, (
        Field("PENALTY", 0, PENALTY_BITS, READ_WRITE, "on the last tokens that were run: logits that are not positive "
              f"are multiplied by it, {PENALTY_FRACTION_BITS} fraction bits", reset=UNCHANGED),
        Field("INVERSE", PENALTY_BITS, PENALTY_BITS, READ_WRITE, "its inverse, by which positive logits are "
              f"multiplied, {PENALTY_FRACTION_BITS} fraction bits", reset=UNCHANGED))),
    _word("REPEAT_LAST_N", FILTERS_OFFSET + 0x14, READ_WRITE, "how many tokens these are, those of prompts too, at "
          f"most {WINDOW}; 0 for none", REPEAT_LAST_N_BITS),
)
"""Those of a core whose sampler has a list."""

DRAFTS_OFFSET = FILTERS_OFFSET + 0x80

DRAFTS = (
    _constant("BATCH", DRAFTS_OFFSET, "positions that a pass has room for", lambda g: g.vectors),
    _word("DRAFT_NGRAM", DRAFTS_OFFSET + 0x04, READ_WRITE, "for drafts: what followed the latest earlier occurrence of "
          f"so many last tokens, at most {LONGEST_NGRAM}, is run with the token and kept as far as it is what the core "
          "chooses; the text is the same with 0, no drafts; taken with a prompt's tokens", NGRAM_BITS),
    _word("DRAFT_HOST", DRAFTS_OFFSET + 0x14, READ_WRITE, "1: drafts come from the host, and none from the text; a "
          f"word of m_axis whose bit {WANTED_BIT} is 1 asks for a packet of them on s_axis, for which the core waits; "
          "taken with a prompt's tokens", 1),
    _word("PASSES", DRAFTS_OFFSET + 0x08, STATE, "passes over the weights since CLEAR; prompts' too"),
    _word("DRAFTS_OFFERED", DRAFTS_OFFSET + 0x0C, STATE, "drafts that were run since CLEAR"),
    _word("DRAFTS_ACCEPTED", DRAFTS_OFFSET + 0x10, STATE, "those of them that the text took"),
)
"""Those of a core whose passes hold several positions."""

PORTS_OFFSET, PORT_BYTES = 0x400, 0x20

PORTS = (
    _constant("PORTS", PORTS_OFFSET, "memory ports that words are spread over", lambda g: g.ports),
    _word("ERROR_PORT", PORTS_OFFSET + 0x04, STATE, "the port that the fault in ERROR came from, where it is one of "
          "the memory or the image; of several in one cycle the first", PORT_BITS),
)
"""Those of a core with several memory ports, beside which each port from 1 on has its own."""

OF_PORTS = [tuple(_of_port(port, PORTS_OFFSET + port * PORT_BYTES)) for port in range(1, MOST_PORTS)]
"""Those of port 1, 2, ...: port 0 has the ones of a core with one port."""

TEXTS_OFFSET, TEXT_BYTES = DRAFTS_OFFSET + 0x80, 0x20

TEXTS = (
    _constant("SEQUENCES", TEXTS_OFFSET, "texts that the core works on at once: TID of the token streams says whose a "
              "token is, and each has the registers MAX_TOKENS, RESUME, INVERSE_TEMPERATURE, SEED, POSITION, "
              "DRAFTS_OFFERED and DRAFTS_ACCEPTED for itself, with a sampler's list those of its filters too",
              lambda g: g.sequences),
)
"""Those of a core that works on several texts, beside which each text from 1 on has its own."""


OF_TEXT = ("MAX_TOKENS", "RESUME", "INVERSE_TEMPERATURE", "SEED", "POSITION", "DRAFTS_OFFERED",
           "DRAFTS_ACCEPTED")
"""The registers of which each text has one."""

FILTERS_OF_TEXT = tuple(register.name for register in FILTERS if register.access == READ_WRITE)
"""Those of which each text has one where the sampler has a list."""

TEXT_FILTERS_OFFSET = TEXTS_OFFSET + 0x100


def _of_text(text, names, offset):
    """The registers of one text: text 0 has those of a core with one."""
    return tuple(
        replace(BY_NAME[name], name=of_text(name, text), offset=offset + text * TEXT_BYTES + 4 * place, fields=tuple(
            replace(field, what=f"as {name}, of text {text}") for field in BY_NAME[name].fields))
        for place, name in enumerate(names))


BY_NAME = {register.name: register for register in (*REGISTERS, *FILTERS, *DRAFTS, *PORTS, *chain(*OF_PORTS), *TEXTS)}

OF_TEXTS, FILTERS_OF_TEXTS = (
    [_of_text(text, names, offset) for text in range(1, MOST_SEQUENCES)]
    for names, offset in ((OF_TEXT, TEXTS_OFFSET), (FILTERS_OF_TEXT, TEXT_FILTERS_OFFSET)))
"""Those of text 1, 2, ..."""

BY_NAME |= {register.name: register for register in chain(*OF_TEXTS, *FILTERS_OF_TEXTS)}


def filter_words(filters):
    """Register's name -> the word that says its part of Filters."""
    return dict(TOP_K=filters.top_k, TOP_P=filters.top_p, MIN_P=filters.min_p,
                REPEAT_PENALTY=BY_NAME["REPEAT_PENALTY"].encode(
                    PENALTY=filters.repeat_penalty, INVERSE=filters.repeat_inverse),
                REPEAT_LAST_N=filters.repeat_last_n)


def registers_of(geometry):
    """The registers of the core of a Geometry."""
    filters, drafts = FILTERS if geometry.sampler_list else (), DRAFTS if geometry.vectors > 1 else ()
    ports, texts = (), ()
    if geometry.ports > 1:
        ports = (*PORTS, *chain(*OF_PORTS[:geometry.ports - 1]))
    if geometry.sequences > 1:
        own = FILTERS_OF_TEXTS if geometry.sampler_list else []
        texts = (*TEXTS, *chain(*OF_TEXTS[:geometry.sequences - 1], *own[:geometry.sequences - 1]))
    return (*REGISTERS, *filters, *drafts, *texts, *ports)


def index_bits(geometry):
    """Bits of a register's number in the core of a Geometry."""
    return registers_of(geometry)[-1].index.bit_length() if geometry.ports > 1 or geometry.sequences > 1 else (
        REGISTER_INDEX_BITS + bool(geometry.sampler_list or geometry.vectors > 1))
