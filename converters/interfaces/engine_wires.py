"""Inside the engine: words of a matrix, beats of the datapath, sums of rows."""

from llama2_rtl.converters.engine.adder_tree import sum_bits
from llama2_rtl.converters.hdl import Interface, Rule, bit, forward, signed, unsigned
from llama2_rtl.converters.interfaces.blocks_wires import BlockMarks
from llama2_rtl.converters.interfaces.of_vector import of_vector
from llama2_rtl.converters.multipliers import OPERAND_BITS, UPPER_PRODUCT_BITS


class MatrixWords(Interface):
    """The words of a matrix, one tile of rows after the other, one at most in a cycle, never refused: `en` marks a
    word, `col` is its index in the rows. `clear` comes with the first word of a tile, `last_col` with its last. The
    marks are low without `en`, and thus at a reset.
    """

    RULES = (
        Rule("marks", "{en} || !({clear} || {last_col})", "the marks come with a word"),
        Rule("first", "!{clear} || {col} == 0", "clear comes with the first word of a row"),
    )

    def fields(self, word_bits):
        return dict(en=forward(bit(), "a word is taken"), clear=forward(bit(), "it is its rows' first"),
                    last_col=forward(bit(), "it is its rows' last"),
                    col=forward(unsigned(word_bits), "its index in the rows"))

    def port_name(self, bundle, field):
        return field


class BeatKind(Interface):
    """What a beat of the datapath is, one at most in a cycle: weights with activations (`matrix`), keys with queries
    (`key`) or values with probabilities (`value`); without any of these the cycle is no beat, and after reset it is
    none. `first` and `last` bound an accumulation, whose sink may not need its `first`.
    """

    RULES = (
        Rule("one", "{matrix} + {key} + {value} <= 1", "a beat is of one kind"),
        Rule("known", "!({matrix} || {key} || {value}) || (^{first}) !== 1'bx && (^{last}) !== 1'bx",
             "the marks of a beat are known"),
    )

    def fields(self, first=True):
        fields = dict(matrix=forward(bit(), "weights times activations"), key=forward(bit(), "keys times queries"),
                      value=forward(bit(), "values times probabilities"))
        if first:
            fields["first"] = forward(bit(), "its sum's first")
        return fields | dict(last=forward(bit(), "its sum's last"))


class DatapathBeat(Interface):
    """A beat of the datapath, never refused: its kind (`BeatKind`) and its operands; where matrices are in blocks also
    its `BlockMarks`."""

    RULES = BeatKind.RULES

    def fields(self, geometry):
        lanes, columns, act_bits = geometry.lanes, geometry.columns, geometry.numerics.act_bits
        fields = BeatKind().fields() | dict(
            weights=forward(unsigned(8 * geometry.word_bytes), "a weight per lane"),
            act=forward(unsigned(geometry.vectors * columns * act_bits), "an activation per vector and column"),
            op_a=forward(unsigned(lanes * OPERAND_BITS), "an element of a key or value per lane"),
            op_b=forward(unsigned(geometry.attention_ways * lanes * OPERAND_BITS),
                         "an element of a query or a probability per lane and way"))
        if geometry.in_blocks:
            fields |= {f"block_{name}": field for name, field in BlockMarks().fields().items()}
        return fields

    def port_name(self, bundle, field):
        return field


class LaneBeat(Interface):
    """What a lane multiplies beside its weights, in every cycle: an activation, or in a beat of `attention` an element
    of a key or a value by one of a query or a probability. It never refuses, and nothing comes of a beat of neither."""

    RULES = (
        Rule("known", "(^{attention}) !== 1'bx", "whether a beat is one of attention is known"),
    )

    def fields(self, act_bits):
        return dict(act=forward(signed(act_bits), "the activation"),
                    attention=forward(bit(), "a beat of attention, else of a matrix"),
                    key_or_value=forward(signed(OPERAND_BITS), "an element of a key or value"),
                    query_or_probability=forward(signed(OPERAND_BITS), "an element of a query or a probability"))

    def port_name(self, bundle, field):
        return field


class WayBeat(Interface):
    """A beat of the datapath for a further way, never refused: the word of weights and the way's own activations, and
    what the word of keys or values meets in it, while `attention` is high, of values with `value`, of which `first`
    begins a sum. Where codes may be `narrow`, that says whether they are."""

    RULES = (
        Rule("known", "(^{attention}) !== 1'bx", "whether a beat is one of attention is known"),
    )

    def fields(self, geometry):
        g, width = geometry, geometry.lanes * OPERAND_BITS
        fields = dict(weights=forward(unsigned(8 * g.word_bytes), "a weight per lane"),
                      act=forward(unsigned(g.columns * g.numerics.act_bits), "an activation per column"),
                      attention=forward(bit(), "a beat of attention"), value=forward(bit(), "a beat of values"),
                      first=forward(bit(), "its sum's first"),
                      a=forward(unsigned(width), "elements of keys or values, one per lane"),
                      b=forward(unsigned(width), "elements of queries, or probabilities"))
        if g.is_narrow:
            fields["narrow"] = forward(bit(), "codes have 4 bits and no sign")
        return fields

    def port_name(self, bundle, field):
        return field


class WaySums(Interface):
    """The sums of a way at fixed times after their beats, see `vector_way`: of the rows of a word, where codes may be
    narrow of those of the `upper` codes too, of each head and of each lane."""

    RULES = (
        Rule("known", "(^{pv}) !== 1'bx", "the sums of values are known"),
    )

    def fields(self, geometry):
        g, segment = geometry, min(geometry.head_stride, geometry.lanes)
        fields = dict(rows=forward(unsigned(g.rows * sum_bits(g.columns)), "a sum per row"),
                      segments=forward(unsigned(g.lanes // segment * sum_bits(segment)), "a sum per head or part"),
                      pv=forward(unsigned(g.lanes * g.lane_acc_bits), "a sum per lane"))
        if g.is_narrow:
            fields["upper"] = forward(unsigned(g.rows * sum_bits(g.columns, UPPER_PRODUCT_BITS)), "a sum per upper row")
        return fields

    def port_name(self, bundle, field):
        return field


class TreeSums(Interface):
    """Sums over the columns of a word, one at most in a cycle, never refused: while `en` is high `total` counts, and
    `first` begins a row. After reset `en` is low.
    """

    RULES = (
        Rule("known", "!{en} || (^{first}) !== 1'bx", "whether a sum is its row's first is known"),
    )

    def fields(self, width):
        return dict(en=forward(bit(), "a sum"), first=forward(bit(), "the first of its row"),
                    total=forward(signed(width), "the sum over the word's columns"))

    def port_name(self, bundle, field):
        return field


class LaneProducts(Interface):
    """Products of a lane for its accumulator, one at most in a cycle, never refused: `en` announces a product, which
    comes in the next cycle, and `clear` with it the first one of a sum. After reset `en` is low."""

    RULES = (
        Rule("known", "(^{en}) !== 1'bx && (!{en} || (^{clear}) !== 1'bx)", "a product's marks are known"),
    )

    def fields(self, width):
        return dict(en=forward(bit(), "the next product is added"), clear=forward(bit(), "it is the first of a sum"),
                    product=forward(signed(width), "the product, a cycle after en"))

    def port_name(self, bundle, field):
        return field


class TileSums(Interface):
    """Exact sums of the rows of a tile, all in one cycle, never refused: where the matrix ends within the tile the last
    ones are of no row. Of several vectors a row has one for each, vector 0's lowest. A reset drops the sums in the
    pipeline; after it `valid` is low."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether sums are there is known"),
    )

    def fields(self, width, rows, vectors=1):
        return dict(valid=forward(bit(), "the sums of a tile"),
                    value=forward(unsigned(rows * vectors * width), "a sum per row, the first row's lowest"))

    def port_name(self, bundle, field):
        return bundle if field == "value" else f"{bundle}_{field}"


class BatchMarks(Interface):
    """The sums of a matrix's rows for each vector of a batch, row by row and in the order of the vectors, as far as is
    known of them before they are there: one at most in a cycle, never refused. After reset `valid` is low."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a row's sum is there is known"),
    )

    def fields(self, vectors=1):
        return dict(valid=forward(bit(), "a row's sum"), **of_vector(vectors),
                    last_of_pass=forward(bit(), "of the last row of a pass"),
                    last=forward(bit(), "of the matrix's last row"))


class RowSums(Interface):
    """Exact sums of a matrix's rows in the order of the rows, one at most in a cycle, never refused. A reset drops the
    sums in the pipeline; after it `valid` is low. Of several vectors a row has a sum for each, in the order of the
    vectors, and each says what `RowEvents` say of its row."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a row's sum is there is known"),
    )

    def fields(self, width, vectors=1):
        row = of_vector(vectors)
        if row:
            row |= dict(last_of_pass=forward(bit(), "of the last row of a pass"),
                        last=forward(bit(), "of the matrix's last row"))
        return dict(valid=forward(bit(), "a row's sum"), **row, value=forward(signed(width), "the sum"))

    def port_name(self, bundle, field):
        return bundle if field == "value" else f"{bundle}_{field}"
