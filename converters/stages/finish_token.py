"""Stage 5: the classifier and the choice of the next token."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, clog2, instance, module, resize, unsigned
from llama2_rtl.converters.interfaces.control import Handover, Sampling, TokenFilters, TokensRun
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.matrix import MatrixRun, RowResults
from llama2_rtl.converters.interfaces.of_vector import as_field, fresh_vector, vector_of
from llama2_rtl.converters.interfaces.sequences import vector_texts
from llama2_rtl.converters.interfaces.stages_wires import TokenScores
from llama2_rtl.converters.kernels.per_vector import for_last
from llama2_rtl.converters.stages.list_sampler import list_sampler
from llama2_rtl.converters.stages.matrix_job import matrix_job
from llama2_rtl.converters.stages.sampler import sampler
from llama2_rtl.converters.stages.sampler_side_by_side import sampler_side_by_side


def ports(geometry):
    return clocked(sampling=In(Sampling(geometry.position_bits, geometry.samplings)),
                   filters=In(TokenFilters(geometry.sampler_list, geometry.samplings)),
                   texts=In(vector_texts(geometry)),
                   ran=In(TokensRun(geometry.token_bits, geometry.sampler_list, geometry.vectors, geometry.sequences)),
                   handover=In(Handover()),
                   chooses=In(bit(), "a token is to be chosen"), matrix=Out(MatrixRun(optional=True)),
                   y=In(RowResults(destination.BITS, geometry.row_bits, vectors=geometry.vectors, tail=geometry.tail)),
                   choice=Out(Samples(value=unsigned(clog2(geometry.model.vocab_size)),
                                      **fresh_vector(geometry.vectors))))


@module(ports)
def finish_token(clk, rst, sampling, filters, texts, ran, handover, chooses, matrix, y, choice, *, geometry):
    """From `start`, waits for the final normalised vector and runs the classifier; `done` pulses with the `choice` that
    the `sampler` made, as many cycles after the last logit as that takes. Where the token that is run `chooses` none,
    the vector is dropped in the first cycle in which it is there, with `done`: latency 0 from there. Of a batch each
    vector that takes part has a choice, in their order, and `done` comes with the last one's."""
    vectors = geometry.vectors
    logit = MarkedSamples(row=y.row, last=y.last, value=y.value, **as_field(vector_of(y)))
    best, job_start, dropping = Samples(value=unsigned(geometry.row_bits), **as_field(vector_of(choice))), bit(), bit()
    own_rst, resetting = own_reset("u_reset")
    of_last, to_last = for_last(best.valid, vectors, vector_of(best))
    job = instance("u_matrix_job", matrix_job, dict(
        rst=own_rst, handover=Handover().with_wires(start=job_start, done=Open(1)),
        matrix=MatrixRun().with_wires(**{name: matrix.wires[name] for name in MatrixRun().members})))

    @always_comb
    def decide():
        job_start.next = handover.start and chooses
        matrix.drop.next = dropping and matrix.ready
        handover.done.next = of_last or (dropping and matrix.ready)
        choice.valid.next = best.valid

    @always_seq(clk.posedge, reset=own_rst)
    def follow():
        if handover.start and not chooses:
            dropping.next = 1
        elif matrix.ready:
            dropping.next = 0

    @always_comb
    def rows():
        logit.valid.next = y.valid and (y.dest == destination.CLASSIFIER)

    if geometry.sampler_list:
        sampling_block = instance("u_list_sampler", list_sampler, dict(
            sampling=sampling, filters=filters, texts=texts, ran=ran, in_y=logit, out_row=best),
            row_bits=geometry.row_bits, position_bits=geometry.position_bits, token_bits=geometry.token_bits,
            entries=geometry.sampler_list, vectors=vectors, sequences=geometry.sequences)
    elif geometry.tail > 1:
        sampling_block = instance("u_sampler", sampler_side_by_side, dict(
            sampling=sampling, in_y=logit, out_row=best), row_bits=geometry.row_bits,
            position_bits=geometry.position_bits, tail=geometry.tail)
    else:
        sampling_block = instance("u_sampler", sampler, dict(
            sampling=sampling, in_y=logit, out_row=best, scored=TokenScores(geometry.row_bits, shown=False)),
            row_bits=geometry.row_bits, position_bits=geometry.position_bits, vectors=vectors,
            samplings=geometry.samplings)

    return resetting, to_last, job, decide, follow, rows, sampling_block, resize(best.value, choice.value)
