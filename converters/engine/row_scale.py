"""From a row's integer sum to Q16.16: times the row's factor of scale and 1/rms. Rounded twice: factor and product."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.engine import multiply_accumulate as datapath
from llama2_rtl.converters.engine.row_factor import LATENCY as FACTOR_LATENCY
from llama2_rtl.converters.engine.row_factor import ROW_FACTOR_BITS, row_factor
from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, resize, signed, unsigned
from llama2_rtl.converters.interfaces.engine_wires import RowSums
from llama2_rtl.converters.interfaces.matrix import Norm, RowEvents, RowResults, VectorShift
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.interfaces.vector_wires import PromisedGains
from llama2_rtl.converters.kernels.delay import delay_line, delayed
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.kernels.per_vector import for_last, vector_to
from llama2_rtl.converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.kernels.round_shift import round_shift
from llama2_rtl.golden.number_formats import DOWN, Q16_16

LOOK_UP = 1
"""Cycles from a vector's number to the fetch of the scale that its 1/rms multiplies, where there are several."""


def sum_wait(geometry):
    """Cycles that a sum waits for its row's factor: of several vectors, whose it is shows with the sum alone."""
    return 0 if geometry.vectors == 1 else LOOK_UP + FACTOR_LATENCY


def latency(geometry):
    """Cycles from `acc_valid` to `y_valid`."""
    return sum_wait(geometry) + multiply_latency(geometry.acc_bits, ROW_FACTOR_BITS) + SHIFT_LATENCY


def factor_wait(geometry):
    """Cycles from `row_done` to the fetch of the row's scale, FACTOR_LATENCY before `acc_valid`."""
    return datapath.latency(geometry) - FACTOR_LATENCY


def ports(geometry):
    return clocked(start=In(bit(), "a matrix begins"),
                   start_dest=In(unsigned(destination.BITS), "which one, with start"),
                   rows=In(RowEvents(announced=geometry.vectors == 1)),
                   acc=In(RowSums(geometry.acc_bits, geometry.vectors)), scale=In(PromisedGains()),
                   norm=In(Norm(geometry.vectors)), shift=In(VectorShift(geometry.vectors)),
                   y=Out(RowResults(destination.BITS, geometry.row_bits, vectors=geometry.vectors)))


@module(ports)
def row_scale(clk, rst, start, start_dest, rows, acc, scale, norm, shift, y, *, geometry):
    """`y` = sat32(rhu(acc * sr, n)), `latency(geometry)` cycles after `acc_valid`, with the factors of `row_factor`.

    The engine's `row_done` and `all_done` (and, a cycle earlier, `last_of_pass`) announce a row, whose `scale` is
    then taken by `scale_pop` (`scale_pop_last` at the end of a pass). `y_dest` is the matrix named at its `start`;
    the matrices WO and W2 see vectors that were not normalised. A reset drops the rows in the pipeline.

    Of several vectors the sums themselves say of which rows they are, and a row's scale is taken with its last vector;
    1/rms and the shift are read by the vector's number.
    """
    was_last_of_pass, unit, total_valid = bit(), bit(), bit()
    announced, fetching, tag, tag_at_end = unsigned(3), unsigned(3), unsigned(1), unsigned(1)
    valid_in, valid_out = unsigned(1), unsigned(1)

    vectors, sums, norm_at_factor, several = geometry.vectors, acc.value, norm, ()
    if vectors == 1:
        pass_end = rows.last_of_pass

        @always_comb
        def announce():
            announced.next = concat(rows.row_done, was_last_of_pass, rows.all_done)
            valid_in.next[0] = acc.valid
            tag.next[0] = fetching[0]

        to_fetch = delayed("u_to_fetch", announced, fetching, factor_wait(geometry))
    else:
        last_vector, sums, norm_at_factor = vectors - 1, signed(geometry.acc_bits), Norm().with_wires(k=norm.k)
        pass_end, row_end, sum_last = bit(), bit(), bit()

        @always_comb
        def find_ends():
            row_end.next = acc.valid and (acc.vector == last_vector)
            pass_end.next = acc.valid and acc.last_of_pass and (acc.vector == last_vector)
            sum_last.next = acc.valid and acc.last

        (was_row_end, was_last), to_announce = delay_line("u_to_announce", (row_end, sum_last), LOOK_UP)

        @always_comb
        def announce():
            announced.next = concat(was_row_end, was_last_of_pass, was_last)
            valid_in.next[0] = acc.valid
            tag.next[0] = fetching[0]

        to_fetch = resize(announced, fetching)
        several = (find_ends, to_announce, resize(acc.vector, norm.vector),
                   delayed("u_sum", acc.value, sums, sum_wait(geometry)),
                   delayed("u_rm", norm.rm, norm_at_factor.rm, 1),
                   vector_to("u_shift_vector", acc.vector, shift.vector, 1),
                   vector_to("u_y_vector", acc.vector, y.vector, latency(geometry)))
    row_valid, valid_beside = for_last(y.valid, vectors, vector_of(y))
    row_last, last_beside = for_last(y.last, vectors, vector_of(y))

    @always_comb
    def fetch():
        scale.pop.next = fetching[2]
        scale.pop_last.next = fetching[1]

    sr, n, n_at_total = signed(ROW_FACTOR_BITS), unsigned(DOWN.bits), unsigned(DOWN.bits)
    factor = instance("u_row_factor", row_factor, dict(
        scale=scale.value, unit=unit, norm=norm_at_factor, shift=shift.value, sr=sr, n=n))

    product_latency = multiply_latency(geometry.acc_bits, ROW_FACTOR_BITS)
    total_bits = geometry.acc_bits + ROW_FACTOR_BITS
    total = signed(total_bits)
    multiplier = instance("u_multiply", multiply, dict(a=sums, b=sr, y=total),
                          a_bits=geometry.acc_bits, b_bits=ROW_FACTOR_BITS)
    beside = (delayed("u_shift", n, n_at_total, product_latency),
              delayed("u_valid", valid_in, valid_out, sum_wait(geometry) + product_latency),
              delayed("u_last", tag, tag_at_end, FACTOR_LATENCY + product_latency + SHIFT_LATENCY))
    rounding = instance("u_round_shift", round_shift, dict(
        in_valid=total_valid, x=total, n=n_at_total, out_valid=y.valid, y=y.value),
        width=total_bits, out_bits=Q16_16.bits)

    @always_comb
    def arrive():
        total_valid.next = valid_out[0]
        y.last.next = tag_at_end[0]

    @always_seq(clk.posedge, reset=rst)
    def count():
        was_last_of_pass.next = pass_end
        if start:
            y.dest.next = start_dest
            unit.next = (start_dest == destination.WO) or (start_dest == destination.W2)
        if row_last:
            y.row.next = 0
        elif row_valid:
            y.row.next = y.row + 1

    return (announce, to_fetch, several, valid_beside, last_beside, fetch, factor, multiplier, beside, rounding, arrive,
            count)
