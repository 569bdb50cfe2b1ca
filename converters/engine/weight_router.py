"""The reader of the weight image: a demultiplexer that knows what each word of the stream is."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine.destination import CLASSIFIER, QKV, W2, W13, WO
from llama2_rtl.converters.engine.format_codes import ROWS
from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    join,
    look_up,
    module,
    named,
    part,
    pick,
    state_register,
    unsigned,
)
from llama2_rtl.converters.interfaces.blocks_wires import BlockScaleWords, FormatsKnown, MatrixFormats
from llama2_rtl.converters.interfaces.stream import Handshake
from llama2_rtl.golden import weight_image
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.image_formats import FORMAT_BITS
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS
from llama2_rtl.golden.weight_image import BYTES_PER_GAIN, image_shapes

GAINS, SCALES, WEIGHTS = named("GAINS SCALES WEIGHTS")

*_, VALUES, QUERIES, UP = named("QKV WO W13 W2 CLASSIFIER VALUES QUERIES UP")
"""More matrices than those of `destination`: where keys, values and queries are apart, QKV is the keys, and where gate
and up are, W13 is the gate."""


def all_rows(geometry):
    """Rows of the matrices in the order of the image."""
    return [rows for rows, _ in image_shapes(geometry.model, geometry.numerics.formats).values()]


def passes(geometry, rows):
    """`(passes, words of scales in a full pass, in the last pass)` of a matrix."""
    count = ceil_div(rows, PASS_ROWS)
    last = rows - (count - 1) * PASS_ROWS
    return count, scale_words(geometry, PASS_ROWS), scale_words(geometry, last)


def gain_words(geometry):
    """Words of a norm's gains."""
    return weight_image.gain_words(geometry.model, geometry.word_bytes)


def gains_padded(geometry):
    """Whether a norm's gains leave a part of their last word empty."""
    return geometry.model.dim * BYTES_PER_GAIN % geometry.word_bytes != 0


def scales_padded(geometry):
    """Whether a pass's scales leave a part of their last word empty."""
    return any(count * STORED_SCALE_BITS // 8 % geometry.word_bytes
               for rows in all_rows(geometry) for count in (PASS_ROWS, rows))


def scale_words(geometry, rows):
    """Words of the scales of a pass of `rows` rows, those of their blocks apart."""
    return weight_image.scale_words(rows, geometry.tile)


def longest_scales(geometry):
    """Words of the scales of the pass that has most of them."""
    return max(scale_words(geometry, min(PASS_ROWS, rows)) for rows in all_rows(geometry))


def ports(geometry):
    g = geometry
    return clocked(s=In(Handshake()), codes=In(MatrixFormats(g.in_blocks, g.apart)),
                   gains_valid=Out(bit(), "a word of gains, which is taken"),
                   scales_valid=Out(bit(), "a word of scales, which is taken"),
                   block_scales=Out(BlockScaleWords(g.in_blocks)), formats=Out(MatrixFormats(g.in_blocks, g.apart)),
                   formats_known=Out(FormatsKnown(g.in_blocks)),
                   m_weights=Out(Handshake()),
                   last_of_pass=In(bit(), "the engine takes a pass's last word"),
                   reads_classifier=In(bit(), "the classifier follows the layers"),
                   parameter_beat=Out(bit(), "a word of gains or scales is taken"),
                   gains_read=Out(bit(), "no gains are next"))


@module(ports)
def weight_router(clk, rst, s, codes, gains_valid, scales_valid, block_scales, formats, formats_known, m_weights,
                  last_of_pass, reads_classifier, parameter_beat, gains_read, *, geometry):
    """Offers the word in front to the gain store, the scale store or the engine, in the order of the image:
    gains, QKV; per layer then gains, WO, W13, gains, W2 and the next layer's QKV or the classifier. Where the last
    layer's W2 begins without `reads_classifier`, the image's first words follow it.

    A matrix comes in passes, each the scales of its rows and then the rows; the engine ends a pass by
    `last_of_pass`. The words' data go to all three sinks directly. The stores need no backpressure: each has room for
    two readings, and what is left of the one before the last was used up by the rows that came between.
    `parameter_beat` marks a word of gains or scales taken; `gains_read` is low while gains are next. The handshakes are
    combinational. After a reset the stream begins with the image's first word.

    Where matrices are in blocks, the word in front of the gains says the `formats` of the matrices up to the next ones,
    and among the rows of a matrix in blocks lie words of block scales: one ahead of a pass's first row, and one more
    whenever the last one is used up.
    """
    apart, names = geometry.apart, geometry.numerics.formats.apart
    order = (QKV, *(VALUES, QUERIES) * ("qkv" in names), WO, W13, *(UP,) * ("w13" in names), W2, CLASSIFIER)
    last_passes, full_ends, tail_ends = ({matrix: of_matrix[what] - 1 for matrix, of_matrix in zip(
        order, (passes(geometry, rows) for rows in all_rows(geometry)), strict=True)} for what in range(3))
    gain_end = gain_words(geometry) - 1 + geometry.in_blocks
    last_layer = geometry.model.n_layers - 1
    first_is_last = last_passes[QKV] == 0
    first_end, second_pass, second_matrix = (tail_ends[QKV], 0, order[1]) if first_is_last else (full_ends[QKV], 1, QKV)

    count_bits = max(gain_end, *full_ends.values()).bit_length() or 1
    kind, count, scale_end = state_register(GAINS), unsigned(count_bits), unsigned(count_bits, first_end)
    pass_ended, next_gains = bit(), bit()
    matrix, layer = state_register(second_matrix), unsigned(last_layer.bit_length() or 1)

    if geometry.in_blocks:
        counted, scales_due, has_scales, formats_valid = (bit() for _ in range(4))
        places = {name: {WO: 0, W2: 0, VALUES: 2, QUERIES: 3, UP: 2}.get(name, 1) for name in order}
        place, next_place, code = unsigned(1 + apart, 1), unsigned(1 + apart), unsigned(FORMAT_BITS)
        all_formats = unsigned(FORMAT_BITS << 1 + apart)
        choice = (look_up(matrix, places, next_place), pick(all_formats, place, code), *(
            join(part(one, 0, FORMAT_BITS), part(all_formats, number, FORMAT_BITS))
            for number, one in enumerate(formats.wires.values())))

        @always_comb
        def offer():
            formats_valid.next = s.valid and (kind == GAINS) and (count == 0)
            gains_valid.next = s.valid and (kind == GAINS) and (count != 0)
            scales_valid.next = s.valid and (kind == SCALES)
            block_scales.valid.next = s.valid and (kind == WEIGHTS) and scales_due
            m_weights.valid.next = s.valid and (kind == WEIGHTS) and not scales_due
            gains_read.next = kind != GAINS

        @always_comb
        def take():
            s.ready.next = m_weights.ready or (kind != WEIGHTS) or scales_due
            parameter_beat.next = s.valid and ((kind != WEIGHTS) or scales_due)
            counted.next = s.valid and (kind != WEIGHTS)

        @always_comb
        def look_at_format():
            has_scales.next = code != ROWS

        @always_seq(clk.posedge, reset=rst)
        def keep_formats():
            if formats_valid:
                formats_known.known.next = 1
                formats.low.next = codes.low
                formats.high.next = codes.high
            elif last_of_pass and next_gains:
                formats_known.known.next = 0

        if apart:
            @always_seq(clk.posedge, reset=rst)
            def keep_formats_apart():
                if formats_valid:
                    formats.second.next = codes.second
                    formats.third.next = codes.third

            choice = choice, keep_formats_apart

        @always_seq(clk.posedge, reset=rst)
        def ask_for_scales():
            if last_of_pass:
                scales_due.next = 0
                place.next = next_place
            elif scales_valid and (count == scale_end):
                scales_due.next = has_scales
            elif block_scales.valid:
                scales_due.next = 0
            elif block_scales.used_up:
                scales_due.next = 1

        blocks = choice, look_at_format, keep_formats, ask_for_scales
    else:
        counted, blocks = parameter_beat, ()

        @always_comb
        def offer():
            gains_valid.next = s.valid and (kind == GAINS)
            scales_valid.next = s.valid and (kind == SCALES)
            m_weights.valid.next = s.valid and (kind == WEIGHTS)
            gains_read.next = kind != GAINS

        @always_comb
        def take():
            s.ready.next = m_weights.ready or (kind != WEIGHTS)
            parameter_beat.next = s.valid and (kind != WEIGHTS)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if counted:
            count.next = count + 1
            if (kind == GAINS) and (count == gain_end):
                count.next = 0
                kind.next = SCALES
            elif (kind == SCALES) and (count == scale_end):
                count.next = 0
                kind.next = WEIGHTS
        elif last_of_pass:
            scale_end.next = next_end
            kind.next = SCALES
            if next_gains:
                kind.next = GAINS

    # The pass after the present one: it moves on a cycle late, for a word of scales at least is ahead of a pass's last.
    pass_bits = max(last_passes.values()).bit_length() or 1
    pass_index, last_pass = unsigned(pass_bits, second_pass), unsigned(pass_bits)
    full_end, tail_end, next_end = (unsigned(count_bits) for _ in range(3))
    on_last_pass, on_last_layer, following = bit(), bit(), unsigned(QKV.bits)
    tables = [look_up(matrix, values, value) for values, value in (
        (full_ends, full_end), (tail_ends, tail_end), (last_passes, last_pass),
        (dict(zip(order, order[1:] + order[:1], strict=True)), following))]

    @always_comb
    def describe():
        next_end.next = full_end
        if pass_index == last_pass:
            next_end.next = tail_end
        next_gains.next = (pass_index == 0) and (
            (matrix == WO) or (matrix == W2) or ((matrix == QKV) and (layer == 0)))

    @always_seq(clk.posedge, reset=rst)
    def look_ahead():
        pass_ended.next = last_of_pass
        on_last_pass.next = pass_index == last_pass
        on_last_layer.next = layer == last_layer
        if pass_ended:
            pass_index.next = pass_index + 1
            if on_last_pass:
                pass_index.next = 0
                if matrix == CLASSIFIER:
                    matrix.next = QKV
                    layer.next = 0
                elif matrix != W2:
                    matrix.next = following
                elif on_last_layer and reads_classifier:
                    matrix.next = CLASSIFIER
                elif on_last_layer:
                    matrix.next = QKV
                    layer.next = 0
                else:
                    matrix.next = QKV
                    layer.next = layer + 1

    return offer, take, blocks, walk, tables, describe, look_ahead
