"""From a row's integer sum to Q16.16: times the row's factor of scale and 1/rms. Rounded twice: factor and product."""

from myhdl import always_comb, always_seq, concat

from converters.engine import destination
from converters.engine.adder_tree import levels
from converters.engine.row_factor import FACTOR_BITS, row_factor
from converters.engine.row_factor import LATENCY as FACTOR_LATENCY
from converters.hdl import bit, clock, instance, module, reset, signed, unsigned
from converters.kernels.delay import delayed
from converters.kernels.multiply import multiply, multiply_latency
from converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from converters.kernels.round_shift import round_shift


def latency(geometry):
    """Cycles from `acc_valid` to `y_valid`."""
    return multiply_latency(geometry.acc_bits, FACTOR_BITS) + SHIFT_LATENCY


def factor_wait(geometry):
    """Cycles from `row_done` to the fetch of the row's scale, FACTOR_LATENCY before `acc_valid`."""
    return levels(geometry.lanes) + 1


def ports(geometry):
    return dict(clk=clock(), rst=reset(), start=bit(), start_dest=unsigned(destination.BITS),
                row_done=bit(), last_of_pass=bit(), all_done=bit(), acc_valid=bit(), acc=signed(geometry.acc_bits),
                scale=unsigned(16), scale_pop=bit(), scale_pop_last=bit(),
                rm=unsigned(16), k=unsigned(6), shift=unsigned(5),
                y_valid=bit(), y_dest=unsigned(destination.BITS), y_row=unsigned(geometry.row_bits), y_last=bit(),
                y=signed(32))


@module(ports)
def row_scale(clk, rst, start, start_dest, row_done, last_of_pass, all_done, acc_valid, acc, scale, scale_pop,
              scale_pop_last, rm, k, shift, y_valid, y_dest, y_row, y_last, y, *, geometry):
    """`y` = sat32(rhu(acc * sr, n)), `latency(geometry)` cycles after `acc_valid`, with the factors of `row_factor`.

    The engine's `row_done` and `all_done` (and, a cycle earlier, `last_of_pass`) announce a row, whose `scale` is
    then taken by `scale_pop` (`scale_pop_last` at the end of a pass). `y_dest` is the matrix named at its `start`;
    the matrices WO and W2 see vectors that were not normalised.
    """
    was_last_of_pass, unit, total_valid = bit(), bit(), bit()
    announced, fetching, tag, tag_at_end = unsigned(3), unsigned(3), unsigned(1), unsigned(1)
    valid_in, valid_out = unsigned(1), unsigned(1)

    @always_comb
    def announce():
        announced.next = concat(row_done, was_last_of_pass, all_done)
        valid_in.next[0] = acc_valid
        tag.next[0] = fetching[0]

    to_fetch = delayed("u_to_fetch", clk, rst, announced, fetching, factor_wait(geometry))

    @always_comb
    def fetch():
        scale_pop.next = fetching[2]
        scale_pop_last.next = fetching[1]

    sr, n, n_at_total = signed(FACTOR_BITS), unsigned(6), unsigned(6)
    factor = instance("u_row_factor", row_factor, dict(
        clk=clk, rst=rst, scale=scale, unit=unit, rm=rm, k=k, shift=shift, sr=sr, n=n))

    product_latency = multiply_latency(geometry.acc_bits, FACTOR_BITS)
    total_bits = geometry.acc_bits + FACTOR_BITS
    total = signed(total_bits)
    multiplier = instance("u_multiply", multiply, dict(clk=clk, rst=rst, a=acc, b=sr, y=total),
                          a_bits=geometry.acc_bits, b_bits=FACTOR_BITS)
    beside = (delayed("u_shift", clk, rst, n, n_at_total, product_latency),
              delayed("u_valid", clk, rst, valid_in, valid_out, product_latency),
              delayed("u_last", clk, rst, tag, tag_at_end, FACTOR_LATENCY + latency(geometry)))
    rounding = instance("u_round_shift", round_shift, dict(
        clk=clk, rst=rst, in_valid=total_valid, x=total, n=n_at_total, out_valid=y_valid, y=y),
        width=total_bits, out_bits=32)

    @always_comb
    def arrive():
        total_valid.next = valid_out[0]
        y_last.next = tag_at_end[0]

    @always_seq(clk.posedge, reset=rst)
    def count():
        was_last_of_pass.next = last_of_pass
        if start:
            y_dest.next = start_dest
            unit.next = (start_dest == destination.WO) or (start_dest == destination.W2)
        if y_last:
            y_row.next = 0
        elif y_valid:
            y_row.next = y_row + 1

    return announce, to_fetch, fetch, factor, multiplier, beside, rounding, arrive, count
