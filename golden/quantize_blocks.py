"""The quantiser of rows in blocks: the scale and the zero point of each block, searched for its least squared error.

The search is float32 arithmetic of IEEE 754 in an order that is written here, so that every machine finds the same
codes. Blocks lie in columns, [columns of a block, blocks]: what is summed is the first axis, by `_total`."""

import numpy as np

from llama2_rtl.golden.weight_format import BLOCK_SCALE, ZERO_POINT, smallest_scales

SPANS = tuple(sorted(range(5, 21), key=lambda span: abs(span - 15)))
"""Steps that a block's values, with zero among them, may span, the likeliest first: fewer than 15 where a file on a
grid did not use all 16 codes, more where the grid had better end before the farthest values."""

STARTS = 3
"""Of those spans, how many the search sets out from."""

EXACT = np.float32(2.0**-20)
"""An error below this share of a block's variance is none: of spans that fit so well the first is the best."""

ROUNDS = 2
NEAR = (0, 1, -1, 2)
"""Each round tries the scales at these distances from the floor of the best one for the codes that were found last."""

NEAR_LARGEST = tuple(sorted(range(-4, 9), key=abs))
"""The same of 8-bit codes, from the least scale that reaches the block's largest weight."""

ZERO_ONE = np.float32(1 << ZERO_POINT.fraction)

WEIGHTS_PER_TILE = 1 << 16  # searched together: about what a core's cache holds


def quantize_blocks(weights, weight_format):
    """Name -> array of the fields of `QuantizedRows` of finite float64 weights [rows, columns] in a WeightFormat of
    blocks."""
    rows, columns = weights.shape
    _, power = np.frexp(np.abs(weights).max(-1))
    weights = np.ldexp(weights, -power[:, None]).astype(np.float32)
    search = _FourBits() if weight_format.zero_points else _EightBits(weight_format.largest_code)
    tiles = list(_tiles(weights, weight_format.block))
    starts = [search.starts(x) for _, _, x in tiles]
    largest = np.zeros(rows, np.float32)
    for (row, _, _), start in zip(tiles, starts, strict=True):
        np.maximum.at(largest, row, start[0][0])
    scale, exponent = smallest_scales(largest.astype(np.float64) / BLOCK_SCALE.largest)
    unit = np.ldexp(scale.astype(np.float32), -exponent)
    codes = np.empty((rows, columns), np.int8)
    scales, zeros = np.empty((2, rows, weight_format.blocks(columns)), np.uint8)
    for (row, block, x), start in zip(tiles, starts, strict=True):
        s, z, q = search.found(x / unit[row], start, unit[row])
        scales[row, block], zeros[row, block] = s, z
        first = block * weight_format.block
        codes[row[:, None], first[:, None] + np.arange(len(x))] = q.T
    result = dict(mantissas=codes, scale=scale, exponent=exponent - power + weight_format.fraction, block_scales=scales)
    return result | dict(zero_points=zeros) if weight_format.zero_points else result


def _tiles(weights, block):
    """(row [n], block [n], values [columns of a block, n]) of all blocks: the whole ones, then the rows' ends."""
    rows, columns = weights.shape
    whole = columns // block
    ends = weights[:, whole * block :]
    for first, count, values in ((0, whole, weights[:, : whole * block].reshape(-1, block)), (whole, 1, ends)):
        if not values.size:
            continue
        size = max(1, WEIGHTS_PER_TILE // values.shape[1])
        for begin in range(0, len(values), size):
            part = values[begin : begin + size]
            row, place = np.divmod(np.arange(begin, begin + len(part)), count)
            yield row, first + place, np.ascontiguousarray(part.T)


def _total(x):
    """The sums of x [n, blocks] over n, halves added to one another: x is overwritten."""
    n = len(x)
    while n > 1:
        half = n // 2
        x[:half] += x[n - half : n]
        n -= half
    return x[0]


def _replace_worse(best, found):
    """Of the searches `best` and `found`, (error [blocks], then what led to it), the one of less error in each block,
    the former where they are equal."""
    if best is None:
        return found
    better = found[0] < best[0]
    return [np.where(better, new, old) for new, old in zip(found, best, strict=True)]


class _FourBits:
    """Codes 0 to 15 and zero points of sixteenths: values are scale * (code - zero / 16)."""

    def starts(self, x):
        """(steps, means of the codes), each [STARTS, blocks], the best first: the lines that fit x to the codes of each
        of SPANS."""
        n = np.float32(len(x))
        low, high = np.minimum(x.min(0), 0), np.maximum(x.max(0), 0)
        width, mean = high - low, _total(x.copy()) / n
        variance = _total(x * x) - n * mean * mean
        errors, steps, means = [], [], []
        for span in SPANS:
            step = np.where(width > 0, width, np.float32(1)) / np.float32(span)
            q = self.codes(x, step, -low / step - np.float32(max(span - 15, 0) / 2))
            xq, qq = _total(x * q), _total(q * q)
            q_mean = _total(q) / n
            covariance, q_variance = xq - n * mean * q_mean, qq - n * q_mean * q_mean
            varies = q_variance > 0
            slope = covariance / np.where(varies, q_variance, np.float32(1))
            errors.append(np.maximum(variance - np.where(varies, slope * covariance, np.float32(0)), EXACT * variance))
            steps.append(np.where(varies, slope, width / np.float32(span)))
            means.append(q_mean)
        order = np.argsort(np.stack(errors), axis=0, kind="stable")[:STARTS]
        return [np.take_along_axis(np.stack(values), order, 0) for values in (steps, means)]

    def found(self, x, start, unit):
        """(scales, zero points [blocks], codes [columns, blocks]) of the values x in row scales `unit` [blocks]."""
        n, best = np.float32(len(x)), None
        mean = _total(x.copy()) / n
        for step, q_mean in zip(*start, strict=True):
            best = self._better(best, x, mean, np.clip(np.rint(step / unit), 1, BLOCK_SCALE.largest), q_mean)
        for _ in range(ROUNDS):
            _, scale, zero, q_mean = best
            distance = self.codes(x, scale, zero)
            distance -= zero
            square = _total(distance * distance)
            scale = np.floor(_total(x * distance) / np.where(square > 0, square, np.float32(1)))
            for near in NEAR:
                best = self._better(best, x, mean, np.clip(scale + np.float32(near), 1, BLOCK_SCALE.largest), q_mean)
        _, scale, zero, _ = best
        return scale, zero * ZERO_ONE, self.codes(x, scale, zero)

    def _better(self, best, x, mean, scale, q_mean):
        """The better of `best` and of what a scale leads to: twice the best zero point for the codes at hand, which
        have the means `q_mean`, and the codes that are nearest then, which are not kept: they are soon made again."""
        for _ in range(2):
            zero = np.clip(np.rint((q_mean - mean / scale) * ZERO_ONE), 0, ZERO_POINT.largest) / ZERO_ONE
            q = self.codes(x, scale, zero)
            error = q - zero
            error *= scale
            np.subtract(x, error, out=error)
            error *= error
            q_mean = _total(q) / np.float32(len(x))
            best = _replace_worse(best, [_total(error), scale, zero, q_mean])
        return best

    @staticmethod
    def codes(x, scale, zero):
        """The codes nearest to x / scale + zero."""
        q = x / scale
        q += zero
        return np.clip(np.rint(q, out=q), 0, 15, out=q)


class _EightBits:
    """Codes of both signs up to `largest`: values are scale * code."""

    def __init__(self, largest):
        self.largest = largest

    def starts(self, x):
        """(steps [1, blocks],): the least ones whose codes reach every x."""
        return [np.abs(x).max(0)[None] / np.float32(self.largest + 0.5)]

    def found(self, x, start, unit):
        """As `_FourBits.found`, with zero points of 0."""
        best, least = None, np.ceil(start[0][0] / unit)
        for near in NEAR_LARGEST:
            scale = np.clip(least + np.float32(near), 1, BLOCK_SCALE.largest)
            q = np.clip(np.rint(x / scale), -self.largest, self.largest)
            error = x - scale * q
            error *= error
            best = _replace_worse(best, [_total(error), scale, q])
        return best[1], 0, best[2]
