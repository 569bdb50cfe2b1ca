"""Stage 5: the classifier and the choice of the next token."""

from myhdl import always_comb

from converters.control.reset_copy import own_reset
from converters.engine import destination
from converters.hdl import Open, bit, clock, clog2, instance, module, reset, resize, signed, unsigned
from converters.stages.matrix_job import matrix_job
from converters.stages.sampler import sampler
from golden.sampling_formats import INVERSE_BITS, SEED_BITS


def ports(geometry):
    return dict(clk=clock(), rst=reset(), seed_load=bit(), seed=unsigned(SEED_BITS),
                inverse_temperature=unsigned(INVERSE_BITS), start=bit(), done=bit(), vector_ready=bit(),
                engine_start=bit(), all_done=bit(), y_valid=bit(), y_dest=unsigned(destination.BITS),
                y_row=unsigned(geometry.row_bits), y_last=bit(), y=signed(32),
                token=unsigned(clog2(geometry.model.vocab_size)))


@module(ports)
def finish_token(clk, rst, seed_load, seed, inverse_temperature, start, done, vector_ready, engine_start, all_done,
                 y_valid, y_dest, y_row, y_last, y, token, *, geometry):
    """From `start`, waits for the final normalised vector and runs the classifier; `done` pulses with the `token` that
    the `sampler` chose, as long after the last logit as that takes."""
    row_valid = bit()
    best = unsigned(geometry.row_bits)
    own_rst, resetting = own_reset("u_reset", clk, rst)
    job = instance("u_matrix_job", matrix_job, dict(
        clk=clk, rst=own_rst, start=start, vector_ready=vector_ready, engine_start=engine_start, all_done=all_done,
        done=Open(1)))

    @always_comb
    def rows():
        row_valid.next = y_valid and (y_dest == destination.CLASSIFIER)

    choice = instance("u_sampler", sampler, dict(
        clk=clk, rst=rst, seed_load=seed_load, seed=seed, inverse_temperature=inverse_temperature,
        in_valid=row_valid, in_row=y_row, in_last=y_last, y=y, out_valid=done, row=best), row_bits=geometry.row_bits)

    return resetting, job, rows, choice, resize(best, token)
