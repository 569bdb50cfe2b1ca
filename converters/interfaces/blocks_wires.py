"""Matrices in blocks: their formats, and the marks and scales of the blocks on their way through the engine."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, signed, unsigned
from llama2_rtl.golden.image_formats import FORMAT_BITS
from llama2_rtl.golden.weight_format import BLOCK_SCALE, ZERO_POINT


class MatrixFormats(Interface):
    """The codes of `golden.image_formats` of the matrices up to the next gains of the weight image: `low` of Wo or W2,
    `high` of W13, the classifier or that of keys, values and queries. Where matrices are `apart`, `high` is of the
    first part of one, and there are those of its `second` and its `third` too. They count while `FormatsKnown`, of the
    word in front of the gains as long as it is there. Without fields where no matrix of the model is in blocks."""

    RULES = (
        Rule("known", "(^{low}) !== 1'bx && (^{high}) !== 1'bx", "the codes of formats are known"),
    )

    def fields(self, in_blocks, apart=False):
        if not in_blocks:
            return {}
        fields = dict(low=forward(unsigned(FORMAT_BITS), "the format of Wo or W2"),
                      high=forward(unsigned(FORMAT_BITS), "the format of W13, QKV or the classifier"))
        if apart:
            fields |= dict(second=forward(unsigned(FORMAT_BITS), "the format of the values or of W3"),
                           third=forward(unsigned(FORMAT_BITS), "the format of the queries"))
        return fields


class FormatsKnown(Interface):
    """Whether the formats of the next matrix have been read, without which it can't start; low after reset. Without a
    field where no matrix is in blocks."""

    RULES = (
        Rule("known", "(^{known}) !== 1'bx", "whether formats are known is known"),
    )

    def fields(self, in_blocks):
        return dict(known=forward(bit(), "the formats of the next matrix have been read")) if in_blocks else {}

    def port_name(self, bundle, field):
        return f"formats_{field}"


class BlockScaleWords(Interface):
    """Words of block scales, which lie on the data of the weight stream while `valid` and are taken in that cycle:
    there is room, for a word comes when the one before is `used_up`, by the block that ends with the weight word taken
    in that cycle, or when its pass has ended. Without fields where no matrix is in blocks."""

    RULES = (
        Rule("apart", "!({valid} && {used_up})", "a cycle takes a word of weights or one of block scales",
             duty="source"),
    )

    def fields(self, in_blocks):
        if not in_blocks:
            return {}
        return dict(valid=forward(bit(), "a word of block scales, which is taken"),
                    used_up=backward(bit(), "the block that ends is the last of its word of scales"))


class ScaleWords(Interface):
    """Words of block scales, one at most in a cycle, never refused: see `BlockScaleWords` for when they come. Without
    fields where no matrix is in blocks."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a word is there is known"),
    )

    def fields(self, width, in_blocks=True):
        if not in_blocks:
            return {}
        return dict(valid=forward(bit(), "a word of block scales"), data=forward(unsigned(width), "the word"))


class BlockMarks(Interface):
    """What a word of weights is to the blocks of its rows: the `first` word of a block, its `last` one, of the rows'
    first block (`opening`), the last of a pass; and the code of its format. They belong to the beat beside them and say
    nothing without one. Without fields where no matrix is in blocks."""

    RULES = (
        Rule("known", "!{last} || (^{opening}) !== 1'bx && (^{ends_pass}) !== 1'bx", "the marks of a block are known"),
    )

    def fields(self, in_blocks=True):
        if not in_blocks:
            return {}
        return dict(first=forward(bit(), "the first word of a block"), last=forward(bit(), "the last word of a block"),
                    opening=forward(bit(), "the block is its rows' first"),
                    ends_pass=forward(bit(), "the last word of a pass"),
                    code=forward(unsigned(FORMAT_BITS), "the code of the format"))


class WordSums(Interface):
    """Sums over the columns of a word, one word at most in a cycle, never refused: in a `beat` there is one for each of
    its rows, and `last_word` says whether it is its rows' last; of narrow codes the `lower` ones are those of the low
    halves of bytes, and there are the `upper` ones and the sum of the word's activations too. Of several vectors
    there are as many of each for each vector, vector 0's lowest. After reset `beat` is low."""

    RULES = (
        Rule("known", "(^{beat}) !== 1'bx && (!{beat} || (^{last_word}) !== 1'bx)", "the marks of a beat are known"),
    )

    def fields(self, rows, sum_bits, upper_bits, act_sum_bits, narrow, vectors=1):
        fields = dict(beat=forward(bit(), "the sums of a word are there"),
                      last_word=forward(bit(), "the word is its rows' last"),
                      lower=forward(unsigned(vectors * rows * sum_bits), "a sum for each row"))
        if narrow:
            fields["upper"] = forward(unsigned(vectors * rows * upper_bits), "a sum for each row of the upper codes")
            fields["act_sum"] = forward(signed(vectors * act_sum_bits), "the sum of the word's activations")
        return fields

    def port_name(self, bundle, field):
        return field


class ZeroPoint(Interface):
    """The zero point z of a row's block and what it multiplies, in the cycle after the block's last sum. Without fields
    where no codes are narrow."""

    RULES = (
        Rule("known", "(^{counts}) !== 1'bx", "whether zero points count is known"),
    )

    def fields(self, sum_bits, narrow):
        if not narrow:
            return {}
        return dict(counts=forward(bit(), "the matrix's codes have zero points"),
                    value=forward(unsigned(ZERO_POINT.bits), "sixteenths of a code"),
                    block_sum=forward(signed(sum_bits), "the sum of the block's activations"))

    def port_name(self, bundle, field):
        return bundle if field == "value" else f"{bundle}_{field}"


class BlockScales(Interface):
    """The scales and zero points of a block of each row of a tile, the first row lowest, in the cycle after the
    block's last sum."""

    RULES = (
        Rule("known", "(^{scale}) !== 1'bx", "scales are known"),
    )

    def fields(self, rows, zero_points):
        fields = dict(scale=forward(unsigned(BLOCK_SCALE.bits * rows), "the scale s of each row's block"))
        if zero_points:
            fields["zero"] = forward(unsigned(ZERO_POINT.bits * rows), "its zero point z, sixteenths of a code")
        return fields
