"""What a matrix is made of: its start, its activations, the sums and results of its rows."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, signed, unsigned
from llama2_rtl.converters.interfaces.of_vector import of_vector
from llama2_rtl.converters.vector.formats import SHIFT_BITS
from llama2_rtl.golden.image_formats import FORMAT_BITS
from llama2_rtl.golden.number_formats import Q16_16, RECIPROCAL_EXPONENT, RECIPROCAL_MANTISSA


class MatrixStarts(Interface):
    """The matrix that is `wanted` next, a level, and the pulse that starts it, while no other matrix is at work. Which
    one it is comes from a register and does not wait for the decision to start: the one path would lengthen the other.
    """

    NAMES = ("qkv", "wo", "w13", "w2", "classifier")

    RULES = (
        Rule("one", "{qkv} + {wo} + {w13} + {w2} + {classifier} <= 1", "one matrix is wanted at a time"),
        Rule("wanted", "!{start} || {qkv} || {wo} || {w13} || {w2} || {classifier}", "only what is wanted starts"),
    )

    def fields(self):
        return dict(start=forward(bit(), "the matrix wanted starts")) | {
            name: forward(bit(), f"{name} is wanted") for name in self.NAMES}

    def port_name(self, bundle, field):
        return "wanted_start" if field == "start" else f"{field}_wanted"


class MatrixRun(Interface):
    """A matrix that a stage, the source, runs on the engine, which it shares with the other stages' matrices. It is
    `wanted` until it starts. `ready` says that a quantised vector waits; the pulse `start` begins the matrix on it.
    `done` pulses when the engine has read the last word of the matrix at work, whichever that is. A matrix that may be
    left out (`optional`) has the pulse `drop` in place of its `start`, which lets the vector go. After reset all are
    low.
    """

    RULES = (
        Rule("wanted", "!{start} || {wanted}", "a matrix that starts is wanted"),
        Rule("ready", "!{start} || {ready}", "a matrix starts on a vector that waits", duty="source"),
        Rule("pulse", "!{start} || !{was_start}", "start is a pulse of one cycle"),
    )

    def fields(self, optional=False):
        fields = dict(wanted=forward(bit(), "the matrix is to start next"),
                      ready=backward(bit(), "a quantised vector waits"), start=forward(bit(), "begin the matrix"),
                      done=backward(bit(), "the engine has read its matrix"))
        return fields | (dict(drop=forward(bit(), "drop its vector")) if optional else {})


class Matrix(Interface):
    """A matrix to run: with the pulse `start` its sizes are sampled, and where matrices are in blocks the code of its
    `format` too. `start` comes only while none is at work. Where matrices are `apart`, sizes and format
    are those of the first part, and the codes of the others stay until these start."""

    RULES = (
        Rule("pulse", "!{start} || !{was_start}", "start is a pulse of one cycle"),
    )

    def fields(self, row_bits, word_bits, in_blocks=False, apart=False):
        fields = dict(start=forward(bit(), "begin"), last_row=forward(unsigned(row_bits), "rows less one"),
                      last_word=forward(unsigned(word_bits), "words of a row less one"))
        if in_blocks:
            fields["format"] = forward(unsigned(FORMAT_BITS), "the code of its format")
        if apart:
            fields |= dict(is_keys=forward(bit(), "values and queries follow it"),
                           is_gate=forward(bit(), "W3 follows it"),
                           second=forward(unsigned(FORMAT_BITS), "the code of the format of the values or of W3"),
                           third=forward(unsigned(FORMAT_BITS), "the code of the queries' format"))
        return fields

    def port_name(self, bundle, field):
        return field if bundle == "matrix" else f"{bundle}_{field}"


class RowEvents(Interface):
    """The row/column controller's marks of the rows that have been read. `last_of_pass` comes with the last word of a
    pass of rows; `row_done` a cycle after a row's last word, and `all_done` with that of the matrix's last row. Rows of
    a tile, which have their last word in common, are marked so one after the other by `tile_rows`; the controller marks
    tiles alone. Nothing is `announced` to a sink whose sums say of which rows they are: those of several vectors, see
    `RowSums`."""

    RULES = (
        Rule("last", "!{all_done} || {row_done}", "the matrix's end is a row's end"),
        Rule("pass_end", "!{all_done} || {was_last_of_pass}", "the matrix's end is a pass's end"),
    )

    def fields(self, announced=True):
        if not announced:
            return {}
        return dict(row_done=forward(bit(), "a row has been read"), last_of_pass=forward(bit(), "a pass's last word"),
                    all_done=forward(bit(), "the matrix has been read"))

    def port_name(self, bundle, field):
        return field if bundle == "rows" else f"{bundle}_{field}"


class Activations(Interface):
    """Reads of the quantised vector by words: `data` follows `addr` by one cycle. The reader is the source. Of several
    vectors `data` has the word of each, side by side."""

    RULES = (
        Rule("known", "(^{addr}) !== 1'bx", "an address is known"),
    )

    def fields(self, addr_bits, width):
        return dict(addr=forward(unsigned(addr_bits), "the word's number"),
                    data=backward(unsigned(width), "the word addressed in the cycle before"))


class Norm(Interface):
    """The reciprocal root of a vector's mean square: rm * 2^-k, `rm` of 16 bits. It changes when the squares of a
    vector have been summed, and stays while its rows are computed. Of several vectors the reader gives the `vector`
    that it asks for and has its root in the same cycle."""

    RULES = (
        Rule("known", "(^{rm}) !== 1'bx && (^{k}) !== 1'bx", "1/rms is known"),
    )

    def fields(self, vectors=1):
        return of_vector(vectors, backward) | dict(rm=forward(unsigned(RECIPROCAL_MANTISSA.bits), "mantissa of 1/rms"),
                                                   k=forward(unsigned(RECIPROCAL_EXPONENT.bits), "exponent of 1/rms"))

    def port_name(self, bundle, field):
        return f"{bundle}_vector" if field == "vector" else field


class VectorShift(Interface):
    """The quantiser's shift of the vector that a matrix multiplies, which stays while its rows are computed. Of several
    vectors the reader gives the `vector` that it asks for and has its shift in the same cycle."""

    RULES = (
        Rule("known", "(^{value}) !== 1'bx", "the shift is known"),
    )

    def fields(self, vectors=1):
        return of_vector(vectors, backward) | dict(
            value=forward(unsigned(SHIFT_BITS), "the quantiser's shift of the vector"))

    def port_name(self, bundle, field):
        return bundle if field == "value" else f"{bundle}_{field}"


class RowResults(Interface):
    """Results of rows in Q16.16, one at most in a cycle, never refused: row `row` of the matrix `dest`, `last` with the
    matrix's last. A sink that needs no `row` (no `row_bits`) or no `last` has none. Of several vectors a row has a
    result for each, in the order of the vectors. With a `tail` of several elements as many rows come in a cycle, the
    first one lowest, and `row` counts such groups."""

    RULES = (
        Rule("last", "!{valid} || (^{last}) !== 1'bx", "whether a row is the last is known"),
    )

    def fields(self, dest_bits, row_bits=None, last=True, vectors=1, tail=1):
        fields = dict(valid=forward(bit(), "a row's result"), dest=forward(unsigned(dest_bits), "its matrix"))
        fields |= of_vector(vectors)
        if row_bits is not None:
            fields["row"] = forward(unsigned(row_bits), "its number")
        if last:
            fields["last"] = forward(bit(), "the matrix's last row")
        return fields | dict(value=forward(signed(tail * Q16_16.bits), "the result, Q16.16"))

    def port_name(self, bundle, field):
        return bundle if field == "value" else f"{bundle}_{field}"
