"""Stage 5: the classifier and the choice of the next token."""

from myhdl import always_comb

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.hdl import In, Open, Out, clocked, clog2, instance, module, resize, unsigned
from llama2_rtl.converters.interfaces.control import Handover, Sampling, TokenFilters, TokensRun
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.matrix import MatrixRun, RowResults
from llama2_rtl.converters.interfaces.stages_wires import TokenScores
from llama2_rtl.converters.stages.list_sampler import list_sampler
from llama2_rtl.converters.stages.matrix_job import matrix_job
from llama2_rtl.converters.stages.sampler import sampler
from llama2_rtl.converters.stages.sampler_side_by_side import sampler_side_by_side


def ports(geometry):
    return clocked(sampling=In(Sampling(geometry.position_bits)), filters=In(TokenFilters(geometry.sampler_list)),
                   ran=In(TokensRun(geometry.token_bits, geometry.sampler_list)), handover=In(Handover()),
                   matrix=Out(MatrixRun()), y=In(RowResults(destination.BITS, geometry.row_bits, tail=geometry.tail)),
                   token=Out(unsigned(clog2(geometry.model.vocab_size)), "with done: the token chosen"))


@module(ports)
def finish_token(clk, rst, sampling, filters, ran, handover, matrix, y, token, *, geometry):
    """From `start`, waits for the final normalised vector and runs the classifier; `done` pulses with the `token` that
    the `sampler` chose, as long after the last logit as that takes."""
    logit = MarkedSamples(row=y.row, last=y.last, value=y.value)
    best = Samples(valid=handover.done, value=unsigned(geometry.row_bits))
    own_rst, resetting = own_reset("u_reset")
    job = instance("u_matrix_job", matrix_job, dict(
        rst=own_rst, handover=Handover().with_wires(start=handover.start, done=Open(1)), matrix=matrix))

    @always_comb
    def rows():
        logit.valid.next = y.valid and (y.dest == destination.CLASSIFIER)

    if geometry.sampler_list:
        choice = instance("u_list_sampler", list_sampler, dict(
            sampling=sampling, filters=filters, ran=ran, in_y=logit, out_row=best), row_bits=geometry.row_bits,
            position_bits=geometry.position_bits, token_bits=geometry.token_bits, entries=geometry.sampler_list)
    elif geometry.tail > 1:
        choice = instance("u_sampler", sampler_side_by_side, dict(sampling=sampling, in_y=logit, out_row=best),
                          row_bits=geometry.row_bits, position_bits=geometry.position_bits, tail=geometry.tail)
    else:
        choice = instance("u_sampler", sampler, dict(
            sampling=sampling, in_y=logit, out_row=best, scored=TokenScores(geometry.row_bits, False)),
            row_bits=geometry.row_bits, position_bits=geometry.position_bits)

    return resetting, job, rows, choice, resize(best.value, token)
