"""The rows of a tile from the sums of its words, where matrices are in blocks."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine.block_scales import block_scales
from llama2_rtl.converters.engine.format_codes import NARROW_BIT
from llama2_rtl.converters.engine.row_accumulator import row_accumulator
from llama2_rtl.converters.engine.row_over_blocks import row_over_blocks, to_accumulator, zero_latency
from llama2_rtl.converters.hdl import In, Out, Rule, bit, check, clocked, instance, module, part, signed
from llama2_rtl.converters.interfaces.blocks_wires import BlockMarks, BlockScales, ScaleWords, WordSums
from llama2_rtl.converters.interfaces.engine_wires import TileSums
from llama2_rtl.converters.kernels.delay import delay_line, delayed
from llama2_rtl.golden.weight_format import BLOCK_SCALE, ZERO_POINT

RULES = (
    Rule("known", "!{beat} || (^{lower}) !== 1'bx", "the sums of a beat are known"),
)


def latency(geometry):
    """Cycles from the sums of a tile's last word to those of its rows."""
    return 1 + to_accumulator(geometry.block_dot_bits, geometry.block_sum_bits, geometry.is_narrow) + 1


def ports(geometry, sum_bits, upper_bits, act_sum_bits):
    g = geometry
    return clocked(word=In(WordSums(g.rows, sum_bits, upper_bits, act_sum_bits, g.is_narrow, g.vectors)),
                   marks=In(BlockMarks()), scales=In(ScaleWords(8 * g.word_bytes)),
                   sums=Out(TileSums(g.acc_bits, g.most_rows, g.vectors)))


@module(ports)
def rows_in_blocks(clk, rst, word, marks, scales, sums, *, geometry, sum_bits, upper_bits, act_sum_bits):
    """`sums` are the exact sums of a tile's rows, `latency(geometry)` cycles after those of its last word. Words of
    block scales come ahead of what they serve, see `block_scales`, and serve all vectors. A reset drops what is in the
    pipeline."""
    # Of a batch some vectors may take no part; nobody looks at their sums.
    checks = check(clk, rst, RULES, beat=word.beat, lower=word.lower) if geometry.vectors == 1 else ()
    g, taking, of_block = geometry, bit(), BlockScales(geometry.most_rows, geometry.is_narrow)

    @always_comb
    def find_ends():
        taking.next = word.beat and marks.last

    words = instance("u_block_scales", block_scales, dict(
        words=scales, code=marks.code, take=taking, drop_rest=marks.ends_pass, scales=of_block),
        tile=g.tile, narrow=g.is_narrow, apart=g.apart)
    wait = 1 + to_accumulator(g.block_dot_bits, g.block_sum_bits, g.is_narrow)
    (done, opening, ends_row), to_sum = delay_line("u_to_sum", (taking, marks.opening, word.last_word), wait)

    @always_seq(clk.posedge, reset=rst)
    def mark_ends():
        sums.valid.next = done and ends_row

    def row_of(index, vector, total, width, zero):
        label = f"u_row_{index}_of_{vector}" if vector else f"u_row_{index}"
        return instance(label, row_over_blocks, dict(
            en=word.beat, first=marks.first, total=total, scale=part(of_block.scale, index, BLOCK_SCALE.bits),
            done=done, opening=opening, row=part(sums.value, index * g.vectors + vector, g.acc_bits), **zero),
            sum_bits=width, dot_bits=g.block_dot_bits, block_sum_bits=g.block_sum_bits, width=g.acc_bits,
            narrow=g.is_narrow)

    if not g.is_narrow:
        rows = [row_of(index, vector, part(word.lower, vector * g.rows + index, sum_bits), sum_bits, {})
                for vector in range(g.vectors) for index in range(g.rows)]
        return checks, find_ends, words, to_sum, mark_ends, rows

    has_zero, counts, block_sums = bit(), bit(), signed(g.vectors * g.block_sum_bits)
    to_subtraction = delayed("u_to_subtraction", has_zero, counts, zero_latency(g.block_sum_bits, True))

    @always_comb
    def describe():
        has_zero.next = marks.code[NARROW_BIT]

    activations, rows = [], []
    for vector in range(g.vectors):
        block_sum = part(block_sums, vector, g.block_sum_bits)
        activations.append(instance(f"u_block_sum_of_{vector}" if vector else "u_block_sum", row_accumulator, dict(
            en=word.beat, first=marks.first, total=part(word.act_sum, vector, act_sum_bits), row=block_sum),
            sum_bits=act_sum_bits, width=g.block_sum_bits))
        totals = [(part(word.lower, vector * g.rows + row, sum_bits), sum_bits) for row in range(g.rows)]
        totals += [(part(word.upper, vector * g.rows + row, upper_bits), upper_bits) for row in range(g.rows)]
        rows += [row_of(index, vector, *total, dict(
            zero_counts=counts, zero=part(of_block.zero, index, ZERO_POINT.bits), zero_block_sum=block_sum))
            for index, total in enumerate(totals)]
    return checks, find_ends, words, to_sum, mark_ends, describe, to_subtraction, activations, rows
