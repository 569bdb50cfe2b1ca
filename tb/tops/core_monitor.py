"""Listens to every stage of a decoder: what passes at each tap while a token runs."""

from collections import defaultdict
from functools import reduce

import cocotb
from cocotb.triggers import ClockCycles, Event, FallingEdge, RisingEdge

from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.vector.formats import MANTISSA_BITS
from llama2_rtl.converters.vector.formats import U_BITS as ELEMENT_BITS
from llama2_rtl.converters.vector.residual import NORM_LATENCY
from tb.harness.streams import unpack, while_high, within

ROWS = {destination.WO: "wo.y", destination.W13: "w13.y", destination.W2: "w2.y", destination.CLASSIFIER: "logits"}
MATRICES = "u_matrix_unit"
RESIDUAL = f"{MATRICES}.u_vector_path.u_residual"
DATAPATH = f"{MATRICES}.u_engine.u_mat_vec.u_multiply_accumulate"
SCORING = "u_attend.u_attention.u_online_softmax.u_span_scores"


def watched_instances(geometry):
    """Paths of the instances below the decoder in which a `CoreMonitor` looks."""
    return [MATRICES, RESIDUAL, DATAPATH, *(f"{SCORING}.u_score_{slot}" for slot in range(geometry.slots))]


def instance_at(handle, path):
    """The handle of the instance on a path below `handle`."""
    return reduce(getattr, path.split("."), handle)


class CoreMonitor:
    """`values` maps a tap's name to all that passed it since `clear`, in order.

    Taps: ``x``, ``u`` (residual and X * gain, element by element), ``rm``, ``k``, ``sh``, ``a`` (1/rms and the
    quantised input of each matrix), ``heads`` (mantissa, shift, of k, v and q), ``scores`` (of all slots),
    ``attend.out``, ``hidden``, ``wo.y``, ``w13.y``, ``w2.y``, ``logits``; `token` is the last token chosen.
    """

    def __init__(self, core, geometry):
        self.core, self.geometry = core, geometry
        self.values, self.token, self.words_left = defaultdict(list), None, 0
        self.matrices, self.residual, self.datapath, self.scoring = (
            instance_at(core, path) for path in (MATRICES, RESIDUAL, DATAPATH, SCORING))
        self.slots = [getattr(self.scoring, f"u_score_{j}").score for j in range(geometry.slots)]
        self.done = Event()
        cocotb.start_soon(self._follow_vectors())
        for signal, note in self._notes():
            cocotb.start_soon(while_high(core.clk, signal, note))

    def clear(self):
        """Forget everything, before the next token."""
        self.values.clear()
        self.token = None
        self.done.clear()

    async def next_token(self, limit, chooses=True):
        """Until the core is done with a token; fails after `limit` cycles. One that `chooses` none is done before the
        last 1/rms, which nothing reads, has come."""
        await within(self.done, limit, "no token")
        if not chooses:
            await ClockCycles(self.core.clk, NORM_LATENCY)

    def _notes(self):
        """Signals, and what to do in a cycle in which they are high."""
        core, residual, values, tail = self.core, self.residual, self.values, self.geometry.tail

        def add(tap, *handles, signed=True):
            numbers = [handle.value.to_signed() if signed else int(handle.value) for handle in handles]
            values[tap] += numbers

        def add_elements(tap, handle):
            values[tap] += unpack(int(handle.value), ELEMENT_BITS, tail, signed=True)

        def note_head():
            mantissas = unpack(int(core.mantissa.value), MANTISSA_BITS, tail, signed=True)
            values["heads"] += [(mantissa, int(core.shift.value)) for mantissa in mantissas]

        def note_norm():
            add("rm", residual.rm, signed=False)
            add("k", residual.k, signed=False)

        def note_row():
            if int(core.y_dest.value) in ROWS:
                add_elements(ROWS[int(core.y_dest.value)], core.y)

        return [(residual.x_we, lambda: add_elements("x", residual.x)),
                (residual.u_we, lambda: add_elements("u", residual.u)),
                (residual.norm_done, note_norm), (self.datapath.matrix, self._note_word),
                (core.kv_valid, note_head), (core.q_valid, note_head), (core.y_valid, note_row),
                (core.attend_we, lambda: add_elements("attend.out", core.attend_u)),
                (core.hidden_we, lambda: add_elements("hidden", core.hidden_u)),
                (self.scoring.score_valid, lambda: add("scores", *self.slots)), (core.token_done, self._note_token)]

    def _note_word(self):
        if self.words_left:
            self.words_left -= 1
            numerics, columns = self.geometry.numerics, self.geometry.columns
            self.values["a"] += unpack(int(self.matrices.act_data.value), numerics.act_bits, columns, signed=True)

    def _note_token(self):
        self.token = int(self.core.next_token.value)
        self.done.set()

    async def _follow_vectors(self):
        """A vector's words are the engine's from the cycle after it was taken."""
        core, g = self.matrices, self.geometry
        while True:
            await RisingEdge(core.vector_take)
            await FallingEdge(core.clk)
            if int(core.vector_take.value):
                self.values["sh"].append(int(core.shift.value))
                columns = g.model.dim
                if int(core.wo_start.value):
                    columns = g.model.q_dim
                elif int(core.w2_start.value):
                    columns = g.model.hidden_dim
                await RisingEdge(core.clk)
                self.words_left = g.words(columns)
