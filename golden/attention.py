"""Causal attention of the fixed-point decoder: online softmax in base 2 over spans of positions."""

from dataclasses import dataclass

import torch

from llama2_rtl.golden.arithmetic import rhu, sat
from llama2_rtl.golden.config import SCORE_FRACTION_BITS, SPAN
from llama2_rtl.golden.functions import exp2, reciprocal
from llama2_rtl.golden.stages import exact_matmul, score

_NO_MAXIMUM = -(1 << 30)  # below every score; what it would rescale is zero


@dataclass
class SoftmaxState:
    """Online softmax of queries [...]: running maximum (integer, log2 domain), total (31 fraction bits) and
    the weighted values acc [..., H] (15 fraction bits on top of the values' own)."""

    maximum: torch.Tensor
    total: torch.Tensor
    acc: torch.Tensor

    def advance(self, scores, values, value_shift, visible):
        """The state after a span: scores [..., time, positions], values [..., positions, H] with shifts
        [..., positions]; `visible` [time, positions] says which positions a query sees."""
        shift = value_shift[..., None, :]
        scores = scores + (shift << SCORE_FRACTION_BITS)
        highest = scores.masked_fill(~visible, _NO_MAXIMUM).amax(-1)
        unit = 1 << SCORE_FRACTION_BITS
        maximum = torch.maximum(self.maximum, (highest + unit - 1) >> SCORE_FRACTION_BITS)
        distance = ((maximum << SCORE_FRACTION_BITS)[..., None] - scores).masked_fill(~visible, 0)
        p, weight = exp2(distance, shift)
        p, weight = p.masked_fill(~visible, 0), weight.masked_fill(~visible, 0)
        delta = maximum - self.maximum
        return SoftmaxState(
            maximum,
            rhu(self.total, delta) + weight.sum(-1),
            rhu(self.acc, delta[..., None]) + exact_matmul(p, values),
        )

    def result(self):
        """Attention's output [..., H], int32 with 16 fraction bits."""
        factor, shift = reciprocal(self.total)
        return sat(rhu(self.acc * factor[..., None], shift[..., None]), 32)


def _by_head(heads, groups):
    """[batch, time, heads, ...] -> [batch, groups, heads/groups, time, ...]."""
    return heads.unflatten(2, (groups, -1)).movedim(1, 3)


def attend(q, k, v, position=0):
    """Output [batch, time, n_heads, H] (int32, Q16.16) of queries at `position` and after. q, k and v are
    quantised heads (mantissas, shift): q [batch, time, n_heads, H], k and v [batch, position + time,
    n_kv_heads, H], the shifts without H."""
    groups, positions = k[0].shape[2], k[0].shape[1]
    q, q_shift, k, k_shift, v, v_shift = (
        _by_head(tensor.long(), groups) for pair in (q, k, v) for tensor in pair
    )
    time = q.shape[3]
    state = SoftmaxState(
        torch.full_like(q_shift, _NO_MAXIMUM), torch.zeros_like(q_shift), torch.zeros_like(q)
    )
    at = torch.arange(positions, device=q.device)
    results = []
    for first in range(0, positions, SPAN):
        span = slice(first, first + SPAN)
        # queries before this span are complete: they leave the state in order
        passed = max(0, first - position) - (time - state.total.shape[-1])
        if passed > 0:
            results.append(SoftmaxState(*(part[:, :, :, :passed] for part in vars(state).values())).result())
            state = SoftmaxState(*(part[:, :, :, passed:] for part in vars(state).values()))
        live = slice(time - state.total.shape[-1], time)
        scores = score(q[:, :, :, live], q_shift[:, :, :, live], k[:, :, :, span], k_shift[:, :, :, span])
        visible = at[span] <= position + at[live, None]
        state = state.advance(scores, v[:, :, :, span], v_shift[:, :, :, span], visible)
    results.append(state.result())
    return torch.cat(results, 3).movedim(3, 1).flatten(2, 3)


def score_heads(q, k):
    """Every score [batch, time, n_heads, positions] of quantised heads as `attend` takes them, future ones
    included."""
    groups = k[0].shape[2]
    q, q_shift, k, k_shift = (_by_head(tensor.long(), groups) for pair in (q, k) for tensor in pair)
    return score(q, q_shift, k, k_shift).movedim(3, 1).flatten(2, 3)
