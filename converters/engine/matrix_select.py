"""Which matrix the engine is to run: five start pulses become one command."""

from myhdl import always_comb

from converters.engine import destination
from converters.engine.weight_router import matrix_rows
from converters.hdl import bit, module, unsigned
from golden.row_words import shares_words


def ports(geometry):
    return dict(qkv_start=bit(), wo_start=bit(), w13_start=bit(), w2_start=bit(), classifier_start=bit(),
                start=bit(), dest=unsigned(destination.BITS), last_row=unsigned(geometry.row_bits),
                last_word=unsigned(geometry.word_bits), shared=bit())


@module(ports)
def matrix_select(qkv_start, wo_start, w13_start, w2_start, classifier_start, start, dest, last_row, last_word,
                  shared, *, geometry):
    """The destination of the matrix whose start pulses, its last row, the last word of each, and whether two of them
    share it; at most one does. No latency."""
    columns = geometry.model.dim, geometry.model.hidden_dim
    dim_end, hidden_end = (geometry.words(count) - 1 for count in columns)
    dim_shared, hidden_shared = (int(shares_words(count, geometry.lanes)) for count in columns)
    qkv_end, wo_end, w13_end, w2_end, classifier_end = (rows - 1 for rows in matrix_rows(geometry))

    @always_comb
    def select():
        start.next = qkv_start or wo_start or w13_start or w2_start or classifier_start
        last_word.next = dim_end
        shared.next = dim_shared
        if qkv_start:
            dest.next = destination.QKV
            last_row.next = qkv_end
        elif wo_start:
            dest.next = destination.WO
            last_row.next = wo_end
        elif w13_start:
            dest.next = destination.W13
            last_row.next = w13_end
        elif w2_start:
            dest.next = destination.W2
            last_row.next = w2_end
            last_word.next = hidden_end
            shared.next = hidden_shared
        else:
            dest.next = destination.CLASSIFIER
            last_row.next = classifier_end

    return select
