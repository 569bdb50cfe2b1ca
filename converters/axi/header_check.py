"""The header of the weight image, compared field by field with what the core was made for."""

import struct

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.bus import page_beats
from llama2_rtl.converters.axi.faults import CODE_BITS, IMAGE_SHAPE, IMAGE_VERSION, NO_IMAGE
from llama2_rtl.converters.axi.row_reader import FOLD_BITS
from llama2_rtl.converters.hdl import In, Out, clocked, clog2, instance, module, named, state_register, unsigned
from llama2_rtl.converters.interfaces.axi_wires import HeaderVerdict
from llama2_rtl.converters.interfaces.stream import Handshake, Stream
from llama2_rtl.converters.memory.rom import rom
from llama2_rtl.golden.image_fields import FIELDS
from llama2_rtl.golden.image_header import ImageHeader

HEADER_MEM = "header.mem"
PIECE_BITS = 32
HEADER_WORD_BITS = CODE_BITS + PIECE_BITS
UNREAD = "layer_formats"
"""What is not compared: the stream says it again, ahead of each matrix."""
FREE = ("header_crc", "payload_crc", "classifier_fold", UNREAD)
"""Fields that differ between images for the same core; golden's tests and the host know the first two."""

CODES = dict(magic=NO_IMAGE, version=IMAGE_VERSION)
TAKE, FETCH, COMPARE, SKIP, DONE = named("TAKE FETCH COMPARE SKIP DONE")


def _pieces(name):
    """The pieces of the header that a field lies in."""
    names = list(FIELDS)
    layout = struct.Struct("<" + "".join(FIELDS[field] for field in names[:names.index(name) + 1]))
    size = struct.calcsize("<" + FIELDS[name])
    return range(8 * (layout.size - size) // PIECE_BITS, 8 * layout.size // PIECE_BITS)


FOLD_PIECE = _pieces("classifier_fold").start
PORT_PIECE = _pieces("port").start


def _compared(ports):
    """How many pieces are looked at: of one port those ahead of UNREAD, of several all up to the port's number."""
    return PORT_PIECE + 1 if ports > 1 else _pieces(UNREAD).start


def header_contents(geometry):
    """Words of the ROM that `header_check` compares with: above a piece of the header the code of its fault, 0 where
    any value will do. It is that of port 0."""
    pieces = _compared(geometry.ports)
    header = ImageHeader(geometry.model, geometry.numerics, geometry.tile, classifier_fold=0, ports=geometry.ports)
    codes = {piece: 0 if name in FREE else CODES.get(name, IMAGE_SHAPE) for name in FIELDS
             for piece in _pieces(name)}
    words = struct.unpack_from(f"<{pieces}I", header.pack())
    return [codes[number] << PIECE_BITS | piece for number, piece in enumerate(words)]


def ports(beat_bytes, ports=1, port=0):
    return clocked(s=In(Stream(8 * beat_bytes)), m=Out(Handshake()), verdict=Out(HeaderVerdict()),
                   fold=Out(unsigned(FOLD_BITS), "the header's classifier_fold"))


def _name(beat_bytes, ports=1, port=0):
    return f"port{port}" if ports > 1 else ""


@module(ports, suffix=_name)
def header_check(clk, rst, s, m, verdict, fold, *, beat_bytes, ports=1, port=0):
    """Takes the page of the header from the front of a stream and compares it with a ROM, its port with
    `port` where there are several `ports`; then it is `checked`, `fold`
    is the header's classifier_fold, and the rest of the stream passes to the sink, which reads `s_data` beside it.
    Where a field differs, `wrong` is high with the `code` of the fault until the reset, and nothing passes.
    Taking a word of the page takes a cycle, and comparing each of its pieces two cycles; the rest passes in the same
    cycle.
    """
    pieces, port_piece = _compared(ports), PORT_PIECE
    last_place, last_piece, last_word = 8 * beat_bytes // PIECE_BITS - 1, pieces - 1, page_beats(beat_bytes) - 1
    state = state_register(TAKE)
    shifter, piece = unsigned(8 * beat_bytes), unsigned(PIECE_BITS)
    place, number = unsigned(clog2(last_place + 1)), unsigned(clog2(pieces))
    word = unsigned(clog2(page_beats(beat_bytes)))
    expected, expected_piece, expected_code = unsigned(HEADER_WORD_BITS), unsigned(PIECE_BITS), unsigned(CODE_BITS)
    memory = instance("u_rom", rom, dict(addr=number, data=expected), width=HEADER_WORD_BITS, depth=pieces,
                      file=HEADER_MEM)

    if ports > 1:
        @always_comb
        def name_expected():
            expected_piece.next = expected[PIECE_BITS:]
            if number == port_piece:
                expected_piece.next = port
    else:
        @always_comb
        def name_expected():
            expected_piece.next = expected[PIECE_BITS:]

    @always_comb
    def look():
        piece.next = shifter[PIECE_BITS:]
        expected_code.next = expected[HEADER_WORD_BITS:PIECE_BITS]

    @always_comb
    def streams():
        verdict.checked.next = state == DONE
        m.valid.next = s.valid and (state == DONE)
        s.ready.next = (state == TAKE) or (state == SKIP) or ((state == DONE) and m.ready)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if state == TAKE:
            shifter.next = s.data
            place.next = 0
            if s.valid:
                word.next = word + 1
                state.next = FETCH
        elif state == FETCH:
            state.next = COMPARE
        elif state == COMPARE:
            shifter.next = shifter >> PIECE_BITS
            place.next = place + 1
            number.next = number + 1
            if number == FOLD_PIECE:
                fold.next = piece[FOLD_BITS:]
            if (expected_code != 0) and (expected_piece != piece) and not verdict.wrong:
                verdict.wrong.next = 1
                verdict.code.next = expected_code
            if number == last_piece:
                state.next = SKIP
            elif place == last_place:
                state.next = TAKE
            else:
                state.next = FETCH
        elif (state == SKIP) and s.valid:
            word.next = word + 1
            if (word == last_word) and not verdict.wrong:
                state.next = DONE

    return memory, name_expected, look, streams, walk
