"""The protocols that need more words than a recording has: each with a run of a block that keeps it, cycle by cycle,
and what happens in it. The tests give the block the inputs that stand here and hold its outputs to what stands here.
"""

from dataclasses import dataclass

from llama2_rtl.converters.axi.bus import OUTSTANDING, PAGE_NUMBER_BITS, WEIGHTS
from llama2_rtl.converters.axi.read_master import read_master
from llama2_rtl.converters.axi.word_buffer import word_buffer
from llama2_rtl.converters.control.pipeline_controller import STAGES, pipeline_controller
from llama2_rtl.converters.hdl.module import Module
from llama2_rtl.converters.memory.register_slice import register_slice
from llama2_rtl.pictures.waves import Wire, timing_diagram


@dataclass(frozen=True)
class Shown:
    """A signal of a run: the port, from its bit `low` on `bits` wide, under `name`, driven by a `side`; its value in
    each cycle, None where it means nothing. `names`: what numbers are called in the picture."""

    name: str
    port: str
    bits: int
    side: str
    values: tuple
    low: int = 0
    names: tuple = ()

    @property
    def waveform(self):
        """The values as the picture shows them."""
        if self.bits == 1:
            return list(self.values)
        return [None if value is None else self.names[value] if self.names else f"{value:X}" for value in self.values]


@dataclass(frozen=True)
class Protocol:
    """A run of `module` with `params`, of which `signals` are shown; of the other inputs `constants` have their values,
    the rest are 0. `notes`: (cycle, what happens in it)."""

    title: str
    module: Module
    params: dict
    signals: tuple
    notes: tuple
    constants: tuple = ()

    def picture(self, mark=""):
        """Its timing diagram as SVG."""
        return timing_diagram(self.title, [Wire(signal.name, signal.bits, signal.side) for signal in self.signals],
                              [signal.waveform for signal in self.signals], self.notes, mark)


def bits(text):
    """The values of a bit, a character for each cycle: 0, 1, or - where it means nothing."""
    return tuple(None if character == "-" else int(character) for character in text)


def words(text):
    """The values of a word, one for each cycle, in hexadecimal; - where it means nothing."""
    return tuple(None if value == "-" else int(value, 16) for value in text.split())


SLICE, BEFORE, BEHIND = "the block", "the source", "the sink"

STREAM = Protocol(
    "Stream: valid and ready, at a register slice", register_slice, dict(width=8),
    (Shown("s_valid", "s_valid", 1, BEFORE, bits("0111111000")),
     Shown("s_data", "s_data", 8, BEFORE, words("- A0 A1 A2 A3 A3 A3 - - -")),
     Shown("s_ready", "s_ready", 1, SLICE, bits("1111001011")),
     Shown("m_valid", "m_valid", 1, SLICE, bits("0011111110")),
     Shown("m_data", "m_data", 8, SLICE, words("- - A0 A1 A1 A1 A2 A2 A3 -")),
     Shown("m_ready", "m_ready", 1, BEHIND, bits("0010010111"))),
    ((1, "A0 is offered and, as s_ready is high, taken at the end of the cycle."),
     (3, "The sink is busy: A1 is offered and stays, with m_valid, until it is taken in cycle 5."),
     (4, "Two words wait in the slice. s_ready has fallen, and A3 stays on offer: a source never withdraws a word."),
     (6, "A place was left in cycle 5: s_ready is high again, A3 is taken, and the slice is full once more.")))

HANDOVER = Protocol(
    "Handover: start and done, at the pipeline controller of one layer", pipeline_controller, dict(layers=1),
    (Shown("token_start", "token_start", 1, "the token loop", bits("0100000000000000")),
     Shown("stage", "stage", 3, "the controller", (0, 0, 1, 1, 1, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 0), names=STAGES),
     Shown("project_qkv_start", "project_qkv_start", 1, "the controller", bits("0100000000000000")),
     Shown("project_qkv_done", "project_qkv_done", 1, "the stages", bits("0000100000000000")),
     Shown("write_kv_start", "write_kv_start", 1, "the controller", bits("0100000000000000")),
     Shown("write_kv_done", "write_kv_done", 1, "the stages", bits("0001000000000000")),
     Shown("attend_start", "attend_start", 1, "the controller", bits("0000010000000000")),
     Shown("attend_done", "attend_done", 1, "the stages", bits("0000000010000000")),
     Shown("feed_forward_start", "feed_forward_start", 1, "the controller", bits("0000000010000000")),
     Shown("feed_forward_done", "feed_forward_done", 1, "the stages", bits("0000000000010000")),
     Shown("finish_token_start", "finish_token_start", 1, "the controller", bits("0000000000010000")),
     Shown("finish_token_done", "finish_token_done", 1, "the stages", bits("0000000000000010"))),
    ((1, "A token starts. project_qkv and write_kv start together: keys are written while queries are still computed."),
     (3, "write_kv is done, which is kept; a done comes only while its stage runs."),
     (4, "project_qkv is done: the controller goes to write_kv, and holds there until keys and values are written."),
     (8, "attend is done, and in the same cycle feed_forward starts."),
     (14, "finish_token is done: the controller is idle in the next cycle.")))

AXI_READ = Protocol(
    "Axi4Read: a burst of four words for the weights, at the read master of 8 bytes", read_master,
    dict(offset_bits=12, beat_bytes=8, burst=256, outstanding=OUTSTANDING),
    (Shown("weights_cmd_valid", "weights_cmd_valid", 1, "the core", bits("1000000000000000000000")),
     Shown("weights_cmd_offset", "weights_cmd_offset", 12, "the core", words("20" + 21 * " -")),
     Shown("weights_cmd_words", "weights_cmd_words", 12, "the core", words("4" + 21 * " -")),
     Shown("m_axi_arvalid", "m_axi_arvalid", 1, "the core", bits("0000000111000000000000")),
     Shown("m_axi_arready", "m_axi_arready", 1, "the memory", bits("0000000001000000000000")),
     Shown("m_axi_arid", "m_axi_arid", 4, "the core", words("- - - - - - - 3 3 3" + 12 * " -")),
     Shown("m_axi_araddr", "m_axi_araddr", 64, "the core", words("- - - - - - - 5100 5100 5100" + 12 * " -")),
     Shown("m_axi_arlen", "m_axi_arlen", 8, "the core", words("- - - - - - - 3 3 3" + 12 * " -")),
     Shown("m_axi_rvalid", "m_axi_rvalid", 1, "the memory", bits("0000000000001101100000")),
     Shown("m_axi_rready", "m_axi_rready", 1, "the core", bits("1111111111111111111111")),
     Shown("m_axi_rid", "m_axi_rid", 4, "the memory", words(12 * "- " + "3 3 - 3 3 - - - - -")),
     Shown("m_axi_rresp", "m_axi_rresp", 2, "the memory", words(12 * "- " + "0 0 - 0 0 - - - - -")),
     Shown("m_axi_rdata", "m_axi_rdata", 64, "the memory", words(12 * "- " + "C0 C1 - C2 C3 - - - - -")),
     Shown("m_axi_rlast", "m_axi_rlast", 1, "the memory", bits("------------00-01-----")),
     Shown("weights_valid", "weights_valid", 1, "the core", bits("0000000000000000011011")),
     Shown("weights_data", "weights_data", 64, "the core", words(17 * "- " + "C0 C1 - C2 C3"))),
    ((0, "A client asks for 4 words from word 20 (hexadecimal) of its region, which begins at page 5."),
     (7, "The address of the burst is offered: page 5 and 20 words of 8 bytes further. It stays until it is taken."),
     (9, "The address is taken. m_axi_arlen is one less than the number of beats."),
     (12, "The memory answers by the identifier, here 3; the core's rready never falls, for there is room for all."),
     (16, "m_axi_rlast marks the last beat."),
     (17, "The words leave for the client in the order in which it asked for them.")),
    (("pages", 5 << WEIGHTS * PAGE_NUMBER_BITS), ("weights_ready", 1)))

CALLED_WORDS = Protocol(
    "CalledWords: there and issue, at a buffer of four words of the KV cache", word_buffer, dict(width=8, depth=4),
    (Shown("s_valid", "s_valid", 1, "the KV cache", bits("0111111110000000000")),
     Shown("s_data", "s_data", 8, "the KV cache", words("- B0 B1 B2 B3 B3 B3 B3 B3" + 10 * " -")),
     Shown("s_ready", "s_ready", 1, "the buffer", bits("1111000011111111111")),
     Shown("there", "there", 1, "the buffer", bits("0011111001100000000")),
     Shown("issue", "issue", 1, "attention", bits("0000111000100000000")),
     Shown("m_data", "m_data", 8, "the buffer", words("- - - - - - - - - B0 B1 B2 - - - B3 - - -"))),
    ((2, "The word that came in cycle 1 may be used: there is high from now on."),
     (4, "Attention issues a beat: it takes the first word, which is on m_data a fixed number of cycles later."),
     (7, "No word is there: attention must not issue, and does the other kind of beat if that can go on."),
     (9, "B0 is on m_data for one cycle, five cycles after its issue.")))

PROTOCOLS = {"Stream": STREAM, "Handover": HANDOVER, "Axi4Read": AXI_READ, "CalledWords": CALLED_WORDS}
"""By the name of the class of their bundle."""
