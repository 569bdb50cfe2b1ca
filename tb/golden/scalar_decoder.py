"""The fixed-point decoder a second time: one position, plain Python integers, loops as the specification reads.

Integers are unbounded here, so a result that agrees also shows that nothing overflowed in golden. The nonlinear
functions are golden's; their own tests compare them with mathematics.
"""

from functools import cache

import torch

from llama2_rtl.golden import functions
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.tables import rope_increments


def rhu(x, n):
    n = min(max(n, 0), 63)
    return (x + (1 << n >> 1)) >> n


def sat(x, bits):
    return max(-(1 << bits - 1), min((1 << bits - 1) - 1, x))


def msb(v):
    return max(v.bit_length() - 1, 0)


def each(function, *lists):
    """A function of golden on lists of integers: a list, or a list of tuples where it has several results."""
    result = function(*(torch.tensor(values) for values in lists))
    if isinstance(result, tuple):
        return list(zip(*(part.tolist() for part in result), strict=True))
    return result.tolist()


@cache
def rotation(position, increments):
    """(sine, cosine) of every pair at a position."""
    return each(functions.sincos, [(position * increment) % 2**32 for increment in increments])


def quantize(u, bits):
    highest = 0
    for value in u:
        highest |= value ^ (value >> 31)
    shift = max(0, msb(highest) - (bits - 2))
    limit = (1 << bits - 1) - 1
    return [max(-limit, min(limit, rhu(value, shift))) for value in u], shift


def blocks(rows, row):
    """(columns of the block as a slice, s, z) of the blocks of a row of QuantizedRows; z None without zero points."""
    block, columns = rows.format.block, rows.mantissas.shape[1]
    for number, scale in enumerate(rows.block_scales[row].tolist()):
        zero = None if rows.zero_points is None else int(rows.zero_points[row, number])
        yield slice(number * block, min((number + 1) * block, columns)), scale, zero


def integers(rows, row):
    """The integers that the codes of a row of QuantizedRows stand for, one by one."""
    codes = rows.mantissas[row].tolist()
    if rows.format.block is None:
        return codes
    return [scale * (code if zero is None else 16 * code - zero)
            for columns, scale, zero in blocks(rows, row) for code in codes[columns]]


def row_sum(rows, row, a):
    """The exact sum of a row of QuantizedRows times the activations, block by block as the machine makes it."""
    codes = rows.mantissas[row].tolist()

    def dot(columns):
        return sum(code * value for code, value in zip(codes[columns], a[columns], strict=True))

    if rows.format.block is None:
        return dot(slice(None))
    return sum(scale * (dot(columns) if zero is None else 16 * dot(columns) - zero * sum(a[columns]))
               for columns, scale, zero in blocks(rows, row))


class ScalarDecoder:
    """Decodes one token after the other; `step` returns the logits [vocab_size] as ints."""

    def __init__(self, model):
        self.model = model
        self.increments = tuple(rope_increments(model.config))
        self.keys = [[] for _ in model.layers]  # [layer][position][head] = (mantissas, shift)
        self.values = [[] for _ in model.layers]

    def step(self, token, position):
        table = self.model.embedding
        scale, exponent = int(table.scale[token]), int(table.exponent[token])
        x = [sat(rhu((weight * scale) << 16, exponent), 32) for weight in integers(table, token)]
        for index, layer in enumerate(self.model.layers):
            normed = self.norm(x, layer.attention_norm)
            k, v, q = (self.mat_vec(matrix, *normed) for matrix in (layer.wk, layer.wv, layer.wq))
            out = self.attention(index, k, v, q, position)
            x = [sat(a + b, 32) for a, b in zip(x, self.plain(layer.wo, out), strict=True)]
            normed = self.norm(x, layer.ffn_norm)
            gates, ups = each(functions.silu, self.mat_vec(layer.w1, *normed)), self.mat_vec(layer.w3, *normed)
            hidden = [sat(rhu(gate * up, 16), 32) for gate, up in zip(gates, ups, strict=True)]
            x = [sat(a + b, 32) for a, b in zip(x, self.plain(layer.w2, hidden), strict=True)]
        return self.mat_vec(self.model.classifier, *self.norm(x, self.model.norm))

    def norm(self, x, gains):
        config = self.model.config
        u = [rhu(value * int(gain), 15) for value, gain in zip(x, gains.gains, strict=True)]
        total = sum(value * value for value in x) + round(config.norm_eps * config.dim * 2**32)
        [(rm, k)] = each(functions.rsqrt, [total >> 31], [total & 0x7FFFFFFF])
        return *quantize(u, self.model.numerics.act_bits), rm, k

    def plain(self, matrix, vector):
        return self.mat_vec(matrix, *quantize(vector, self.model.numerics.act_bits), 1 << 15, 15)

    def mat_vec(self, matrix, a, shift, rm, k):
        y = []
        for row, (scale, exponent) in enumerate(zip(matrix.scale, matrix.image_exponent, strict=True)):
            acc = row_sum(matrix, row, a)
            y.append(sat(rhu(acc * rhu(int(scale) * rm, 8), int(exponent) + k - shift - 24), 32))
        return y

    def rope(self, head, position):
        turned = []
        for a, b, (s, c) in zip(head[0::2], head[1::2], rotation(position, self.increments), strict=True):
            turned += [sat(rhu(a * c - b * s, 14), 32), sat(rhu(a * s + b * c, 14), 32)]
        return turned

    def attention(self, layer, k, v, q, position):
        c, numerics = self.model.config, self.model.numerics
        k, v, q = ([y[at:at + c.head_dim] for at in range(0, len(y), c.head_dim)] for y in (k, v, q))
        self.keys[layer].append([quantize(self.rope(head, position), numerics.k_bits) for head in k])
        self.values[layer].append([quantize(head, numerics.v_bits) for head in v])
        out = []
        for index, head in enumerate(q):
            kv = index // c.group
            out += self.head(quantize(self.rope(head, position), numerics.k_bits),
                             [at[kv] for at in self.keys[layer]], [at[kv] for at in self.values[layer]])
        return out

    def head(self, q, keys, values):
        scores = []
        for (key, k_shift), (_, v_shift) in zip(keys, values, strict=True):
            dot = sum(a * b for a, b in zip(q[0], key, strict=True))
            left = q[1] + k_shift - 24
            scores.append(sat(dot << left if left > 0 else rhu(dot, -left), 24) + (v_shift << 8))
        maximum, total, acc = None, 0, [0] * len(q[0])
        for first in range(0, len(scores), SPAN):
            span = scores[first:first + SPAN]
            highest = max(-(-score // 256) for score in span)
            new = highest if maximum is None else max(maximum, highest)
            delta = 0 if maximum is None else min(new - maximum, 63)
            total, acc = rhu(total, delta), [rhu(value, delta) for value in acc]
            maximum = new
            chosen = values[first:first + SPAN]
            distances = [(maximum << 8) - score for score in span]
            powers = each(functions.exp2, distances, [shift for _, shift in chosen])
            for (p, weight), (mantissas, _) in zip(powers, chosen, strict=True):
                total += weight
                acc = [a + p * m for a, m in zip(acc, mantissas, strict=True)]
        [(factor, k)] = each(functions.reciprocal, [total])
        return [sat(rhu(value * factor, k), 32) for value in acc]
