"""Listens to every stage of a decoder: what passes at each tap while a token runs."""

from collections import defaultdict
from functools import reduce

import cocotb
from cocotb.triggers import FallingEdge

from converters.engine import destination
from tb.harness.streams import unpack

ROWS = {destination.WO: "wo.y", destination.W13: "w13.y", destination.W2: "w2.y", destination.CLASSIFIER: "logits"}
RESIDUAL = "u_vector_path.u_residual"
MAT_VEC = "u_engine.u_mat_vec"
SCORING = "u_attend.u_attention.u_online_softmax.u_block_scores"


def watched_instances(geometry):
    """Paths of the instances below the decoder in which a `CoreMonitor` looks."""
    return [RESIDUAL, MAT_VEC, *(f"{SCORING}.u_score_{slot}" for slot in range(geometry.slots))]


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
        self.residual, self.mat_vec, self.scoring = (instance_at(core, path) for path in (RESIDUAL, MAT_VEC, SCORING))
        self.slots = [getattr(self.scoring, f"u_score_{j}").score for j in range(geometry.slots)]
        cocotb.start_soon(self._listen())

    def clear(self):
        """Forget everything, before the next token."""
        self.values.clear()
        self.token = None

    async def _listen(self):
        while True:
            await FallingEdge(self.core.clk)
            self._listen_to_vectors()
            self._listen_to_stages()
            if int(self.core.token_done.value):
                self.token = int(self.core.next_token.value)

    def _listen_to_vectors(self):
        core, residual, values = self.core, self.residual, self.values
        if int(residual.x_we.value):
            values["x"].append(residual.x.value.to_signed())
        if int(residual.u_we.value):
            values["u"].append(residual.u.value.to_signed())
        if int(residual.norm_done.value):
            values["rm"].append(int(residual.rm.value))
            values["k"].append(int(residual.k.value))
        if self.words_left and int(self.mat_vec.matrix.value):
            self.words_left -= 1
            g = self.geometry
            values["a"] += unpack(int(core.act_data.value), g.numerics.act_bits, g.lanes, signed=True)
        if int(core.vector_take.value):
            values["sh"].append(int(core.shift.value))
            hidden = int(core.w2_matrix.value)
            self.words_left = self.geometry.words(
                self.geometry.model.hidden_dim if hidden else self.geometry.model.dim)

    def _listen_to_stages(self):
        core, values = self.core, self.values
        if int(core.kv_valid.value) or int(core.q_valid.value):
            values["heads"].append((core.mantissa.value.to_signed(), int(core.head_shift.value)))
        if int(core.y_valid.value) and int(core.y_dest.value) in ROWS:
            values[ROWS[int(core.y_dest.value)]].append(core.y.value.to_signed())
        if int(core.attend_we.value):
            values["attend.out"].append(core.attend_u.value.to_signed())
        if int(core.hidden_we.value):
            values["hidden"].append(core.hidden_u.value.to_signed())
        if int(self.scoring.score_valid.value):
            values["scores"] += [slot.value.to_signed() for slot in self.slots]
