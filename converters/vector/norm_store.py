"""1/rms of each vector of a batch."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, element, module, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples
from llama2_rtl.converters.interfaces.matrix import Norm
from llama2_rtl.converters.kernels.per_vector import at, per_vector
from llama2_rtl.golden.number_formats import RECIPROCAL_EXPONENT, RECIPROCAL_MANTISSA


def ports(vectors):
    root = MarkedSamples(vector=unsigned(clog2(vectors)), rm=unsigned(RECIPROCAL_MANTISSA.bits),
                         k=unsigned(RECIPROCAL_EXPONENT.bits))
    return clocked(root=In(root), done=Out(bit(), "a vector's 1/rms has changed"), norm=Out(Norm(vectors)))


@module(ports)
def norm_store(clk, rst, root, done, norm, *, vectors):
    """Keeps the last `root` of each of two vectors or more, there for the reader of `norm` as `done` pulses, a cycle
    after it came."""
    kept_rm = per_vector(unsigned(RECIPROCAL_MANTISSA.bits), vectors, root.vector)
    kept_k = per_vector(unsigned(RECIPROCAL_EXPONENT.bits), vectors, root.vector)

    @always_seq(clk.posedge, reset=rst)
    def keep():
        done.next = root.valid
        if root.valid:
            kept_rm.next = root.rm
            kept_k.next = root.k

    return keep, element(at(kept_rm, norm.vector), norm.rm), element(at(kept_k, norm.vector), norm.k)
