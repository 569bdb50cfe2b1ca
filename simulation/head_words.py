"""Keys and values of neighbouring heads as the words in which a memory holds them."""

import numpy as np


def head_words(heads, geometry):
    """The words [positions, elements] of neighbouring heads [positions, heads, H]: one with a stride per head, or one
    per chunk of a single head."""
    g = geometry
    width = g.head_stride if g.chunks == 1 else g.chunks * g.lanes
    padded = np.pad(heads, [(0, 0), (0, 0), (0, width - heads.shape[2])]).reshape(len(heads), -1)
    return np.split(padded, g.chunks, axis=1)
