"""Folders of AWQ and GPTQ that the tests write themselves."""

import numpy as np

AWQ_PLACES = (0, 2, 4, 6, 1, 3, 5, 7)
"""Which of eight codes AWQ keeps in the lowest four bits of an int32, in the next ones, ..."""


def words(codes, places=range(8)):
    """int32 [n, m / 8] of codes [n, m]."""
    nibbles = (codes[:, place::8].astype(np.uint32) << np.uint32(4 * nibble) for nibble, place in enumerate(places))
    return sum(nibbles).astype(np.uint32).view(np.int32)


def random_packing(rows, columns, group, rng, scattered=False):
    """(codes [columns, rows], zero points and scales [groups, rows], group of each column [columns])."""
    groups = -(-columns // group)
    g_idx = np.arange(columns, dtype=np.int32) // group
    if scattered:
        g_idx = rng.permutation(g_idx)
    scales = (rng.uniform(0.5, 1.5, (groups, rows)) / 64).astype(np.float16)
    return rng.integers(0, 16, (columns, rows)), rng.integers(1, 16, (groups, rows)), scales, g_idx


def meant(codes, zeros, scales, g_idx):
    """The matrix [rows, columns] that they stand for, float32."""
    return ((codes - zeros[g_idx]) * scales.astype(np.float32)[g_idx]).T.astype(np.float32)


def awq(codes, zeros, scales, g_idx):
    """End of the tensors' names -> tensor."""
    return dict(qweight=words(codes, AWQ_PLACES), qzeros=words(zeros, AWQ_PLACES), scales=scales)


def gptq(codes, zeros, scales, g_idx, stored_zeros=False):
    return dict(qweight=np.ascontiguousarray(words(codes.T).T), qzeros=words(zeros - (0 if stored_zeros else 1)),
                scales=scales, g_idx=g_idx)


def pack_folder(tensors, names, scheme, group, seed=1, **more):
    """Replaces the matrices `names` (without `.weight`) of a folder's tensors by random packed ones. Returns (the
    tensors of the new file, the same with floats in their places)."""
    rng = np.random.default_rng(seed)
    packed, floats = dict(tensors), dict(tensors)
    for name in names:
        rows, columns = tensors[f"{name}.weight"].shape
        contents = random_packing(rows, columns, group, rng, more.get("scattered", False))
        del packed[f"{name}.weight"]
        options = {key: value for key, value in more.items() if key != "scattered"}
        packed |= {f"{name}.{part}": tensor for part, tensor in scheme(*contents, **options).items()}
        floats[f"{name}.weight"] = meant(*contents)
    return packed, floats
