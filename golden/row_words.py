"""How the rows of a matrix lie in words of `lanes` bytes. Needs no torch.

A row takes whole words, the last one filled up with zeros; where it ends in the lower half of a word, the next row's
end takes the upper half: the words of two such rows are all but the last of the first row, the word with both ends, all
but the last of the second."""

import numpy as np


def row_words(columns, lanes):
    """Words that a row of `columns` bytes reaches into."""
    return -(-columns // lanes)


def shares_words(columns, lanes):
    """Whether two rows share the word of their ends: it is at most half filled, and not a row's only one."""
    return columns > lanes and 0 < columns % lanes <= lanes // 2


def fewest_words(columns, lanes):
    """Words from the end of a row to that of the next, at least."""
    return row_words(columns, lanes) - shares_words(columns, lanes)


def rows_words(rows, columns, lanes):
    """Words of so many rows, one after the other: the first word of the row that follows. Of the second of two that
    share one it is the first of its own."""
    if shares_words(columns, lanes):
        return rows * (columns // lanes) + (rows + 1) // 2
    return rows * row_words(columns, lanes)


def padded(data, size):
    """data [..., bytes] uint8 -> the same with the last axis filled up with zeros to multiples of `size`."""
    fill = -data.shape[-1] % size
    return np.pad(data, [(0, 0)] * (data.ndim - 1) + [(0, fill)])


def rows_in_words(rows, lanes):
    """The words of rows [rows, columns] uint8, flattened."""
    count, columns = rows.shape
    if not shares_words(columns, lanes):
        return padded(rows, lanes).reshape(-1)
    whole = columns // lanes * lanes
    pairs = np.pad(rows, [(0, count % 2), (0, 0)]).reshape(-1, 2, columns)
    ends = padded(pairs[:, :, whole:], lanes // 2).reshape(-1, lanes)
    words = np.concatenate([pairs[:, 0, :whole], ends, pairs[:, 1, :whole]], axis=1).reshape(-1)
    return words[:rows_words(count, columns, lanes) * lanes]
