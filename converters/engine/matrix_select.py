"""Which matrix the engine is to run: five start pulses become one command."""

from myhdl import always_comb

from converters.engine import destination
from converters.engine.weight_router import matrix_rows
from converters.hdl import bit, module, unsigned


def ports(geometry):
    return dict(qkv_start=bit(), wo_start=bit(), w13_start=bit(), w2_start=bit(), classifier_start=bit(),
                start=bit(), dest=unsigned(destination.BITS), rows=unsigned(geometry.row_bits),
                words=unsigned(geometry.word_bits))


@module(ports)
def matrix_select(qkv_start, wo_start, w13_start, w2_start, classifier_start, start, dest, rows, words, *, geometry):
    """The shape and the destination of the matrix whose start pulses; at most one does. No latency."""
    dim_words, hidden_words = geometry.words(geometry.model.dim), geometry.words(geometry.model.hidden_dim)
    qkv_rows, wo_rows, w13_rows, w2_rows, classifier_rows = matrix_rows(geometry)

    @always_comb
    def select():
        start.next = qkv_start or wo_start or w13_start or w2_start or classifier_start
        words.next = dim_words
        if qkv_start:
            dest.next = destination.QKV
            rows.next = qkv_rows
        elif wo_start:
            dest.next = destination.WO
            rows.next = wo_rows
        elif w13_start:
            dest.next = destination.W13
            rows.next = w13_rows
        elif w2_start:
            dest.next = destination.W2
            rows.next = w2_rows
            words.next = hidden_words
        else:
            dest.next = destination.CLASSIFIER
            rows.next = classifier_rows

    return select
