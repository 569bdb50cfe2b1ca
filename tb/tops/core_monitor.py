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
ATTENTION = "u_attend.u_attention"
SCORING = f"{ATTENTION}.u_online_softmax.u_span_scores"

WATCHED = ("decoder", "matrix_unit", "residual", "multiply_accumulate", "span_scores", "score_slot", "causal_mask_*")
"""The modules in which a `CoreMonitor` looks."""


def watched_instances(geometry):
    """Paths of the instances below the decoder in which a `CoreMonitor` looks."""
    slots = [f"{SCORING}.u_score_{slot}" for slot in range(geometry.slots)]
    return [MATRICES, RESIDUAL, DATAPATH, *_masks(geometry), *slots]


def _masks(geometry):
    """Paths of the masks of a batch's vectors but the last, which has none."""
    return [f"{SCORING}.u_causal_mask_{vector}" for vector in range(geometry.vectors - 1)]


def instance_at(handle, path):
    """The handle of the instance on a path below `handle`."""
    return reduce(getattr, path.split("."), handle)


class CoreMonitor:
    """`values` maps a tap's name to all that passed it since `clear`, in order; of a batch `of_vector` has such a map
    for each vector, and `values` is the last one's.

    Taps: ``x``, ``u`` (residual and X * gain, element by element), ``rm``, ``k``, ``sh``, ``a`` (1/rms and the
    quantised input of each matrix), ``heads`` (mantissa, shift, of k, v and q), ``scores`` (of all slots),
    ``attend.out``, ``hidden``, ``wo.y``, ``w13.y``, ``w2.y``, ``logits``; `token` is the last token chosen. Of a batch
    there is no ``sh``, scores that are masked are left out, as are those of vectors of other texts than the one that
    attends, and `choices` has each vector with the token that it chose.
    """

    def __init__(self, core, geometry):
        self.core, self.geometry = core, geometry
        self.of_vector = [defaultdict(list) for _ in range(geometry.vectors)]
        self.values, self.token, self.choices, self.words_left = self.of_vector[-1], None, [], 0
        self.matrices, self.residual, self.datapath, self.scoring = (
            instance_at(core, path) for path in (MATRICES, RESIDUAL, DATAPATH, SCORING))
        self.attention = instance_at(core, ATTENTION) if geometry.sequences > 1 else None
        self.slots = [getattr(self.scoring, f"u_score_{j}").score for j in range(geometry.slots)]
        self.masks = [instance_at(core, path) for path in _masks(geometry)]
        self.done = Event()
        cocotb.start_soon(self._follow_vectors())
        for signal, note in self._notes():
            cocotb.start_soon(while_high(core.clk, signal, note))

    def clear(self):
        """Forget everything, before the next token."""
        for values in self.of_vector:
            values.clear()
        self.token, self.choices = None, []
        self.done.clear()

    async def next_token(self, limit, chooses=True):
        """Until the core is done with a token; fails after `limit` cycles. One that `chooses` none is done before the
        last 1/rms, which nothing reads, has come."""
        await within(self.done, limit, "no token")
        if not chooses:
            await ClockCycles(self.core.clk, NORM_LATENCY)

    def _notes(self):
        """Signals, and what to do in a cycle in which they are high."""
        core, residual, tail, several = self.core, self.residual, self.geometry.tail, self.geometry.vectors > 1

        def values_of(block, name):
            """What is known of the vector that the block's signal of this name tells; of the one there is."""
            return self.of_vector[int(getattr(block, name).value)] if several else self.values

        def elements(tap, handle, values):
            values[tap] += unpack(int(handle.value), ELEMENT_BITS, tail, signed=True)

        def note_head():
            mantissas = unpack(int(core.mantissa.value), MANTISSA_BITS, tail, signed=True)
            values_of(core, "vector")["heads"] += [(mantissa, int(core.shift.value)) for mantissa in mantissas]

        def note_norm():
            root = "root_" if several else ""
            values = values_of(residual, "root_vector")
            for tap in ("rm", "k"):
                values[tap].append(int(getattr(residual, f"{root}{tap}").value))

        def note_row():
            if int(core.y_dest.value) in ROWS:
                elements(ROWS[int(core.y_dest.value)], core.y, values_of(core, "y_vector"))

        def note_scores():
            heads, last = self.geometry.heads_per_beat, len(self.of_vector) - 1
            first = int(core.first_vector.value) if several else 0
            if self.attention is not None:
                first, last = (int(getattr(self.attention, f"attending_{end}").value) for end in ("first", "last"))
            for vector in range(first, last + 1):
                if vector == len(self.masks) or not int(self.masks[vector].masked.value):
                    scores = self.slots[vector * heads:(vector + 1) * heads]
                    self.of_vector[vector]["scores"] += [score.value.to_signed() for score in scores]

        fresh = residual.x_fresh if several else residual.x_we
        return [(fresh, lambda: elements("x", residual.x, values_of(residual, "x_vector"))),
                (residual.u_we, lambda: elements("u", residual.u, values_of(residual, "u_vector"))),
                (residual.root_valid if several else residual.norm_done, note_norm),
                (self.datapath.matrix, self._note_word),
                (core.kv_valid, note_head), (core.q_valid, note_head), (core.y_valid, note_row),
                (core.attend_we, lambda: elements("attend.out", core.attend_u, values_of(core, "attend_vector"))),
                (core.hidden_we, lambda: elements("hidden", core.hidden_u, values_of(core, "hidden_vector"))),
                *([(core.choice, self._note_choice)] if several else []),
                (self.scoring.score_valid, note_scores), (core.token_done, self._note_token)]

    def _note_word(self):
        if not self.words_left:
            return
        self.words_left -= 1
        numerics, columns, count = self.geometry.numerics, self.geometry.columns, len(self.of_vector)
        first, width = int(self.core.first_vector.value) if count > 1 else 0, columns * numerics.act_bits
        for vector in range(first, count):
            word = self.matrices.act_data.value[(vector + 1) * width - 1:vector * width]
            self.of_vector[vector]["a"] += unpack(int(word), numerics.act_bits, columns, signed=True)

    def _note_choice(self):
        self.choices.append((int(self.core.choice_vector.value), int(self.core.next_token.value)))

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
                if len(self.of_vector) == 1:
                    self.values["sh"].append(int(core.shift.value))
                columns = g.model.dim
                if int(core.wo_start.value):
                    columns = g.model.q_dim
                elif int(core.w2_start.value):
                    columns = g.model.hidden_dim
                await RisingEdge(core.clk)
                self.words_left = g.words(columns)
