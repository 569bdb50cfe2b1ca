"""Stage 4: W1 and W3 row by row, SwiGLU, W2."""

from myhdl import always_comb

from converters.control.reset_copy import own_reset
from converters.engine import destination
from converters.hdl import bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.stages.matrix_job import matrix_job
from converters.stages.swiglu import swiglu
from golden.row_words import fewest_words


def ports(geometry):
    return dict(clk=clock(), rst=reset(), start=bit(), done=bit(), vector_ready=bit(),
                w13_start=bit(), w2_start=bit(), all_done=bit(),
                y_valid=bit(), y_dest=unsigned(destination.BITS), y_last=bit(), y=signed(32),
                u_we=bit(), u_index=unsigned(clog2(geometry.model.hidden_dim)), u=signed(32), u_commit=bit())


@module(ports)
def feed_forward(clk, rst, start, done, vector_ready, w13_start, w2_start, all_done, y_valid, y_dest, y_last, y, u_we,
                 u_index, u, u_commit, *, geometry):
    """From `start`, waits for the normalised vector, runs W1/W3, waits for the hidden vector that `u_*` writes to the
    quantiser, runs W2; `done` when the engine has read the last word of W2, whose rows go to the residual."""
    first_done, row_valid = bit(), bit()
    own_rst, resetting = own_reset("u_reset", clk, rst)
    first = instance("u_w13_job", matrix_job, dict(
        clk=clk, rst=own_rst, start=start, vector_ready=vector_ready, engine_start=w13_start, all_done=all_done,
        done=first_done))
    second = instance("u_w2_job", matrix_job, dict(
        clk=clk, rst=own_rst, start=first_done, vector_ready=vector_ready, engine_start=w2_start, all_done=all_done,
        done=done))

    @always_comb
    def rows():
        row_valid.next = y_valid and (y_dest == destination.W13)

    activation = instance("u_swiglu", swiglu, dict(
        clk=clk, rst=rst, in_valid=row_valid, in_last=y_last, y=y, u_we=u_we, u_index=u_index, u=u,
        u_commit=u_commit), hidden_dim=geometry.model.hidden_dim,
        words=fewest_words(geometry.model.dim, geometry.lanes))

    return resetting, first, second, rows, activation
