"""How the rows of a matrix lie in words that hold the codes of `word_columns` columns each. Needs no torch.

A row takes whole words, the last one filled up with zeros; where it ends in the lower half of a word, the next row's
end takes the upper half: the words of two such rows are all but the last of the first row, the word with both ends, all
but the last of the second."""

import numpy as np


def row_words(columns, word_columns):
    """Words that a row of `columns` columns reaches into."""
    return -(-columns // word_columns)


def shares_words(columns, word_columns):
    """Whether two rows share the word of their ends: it is at most half filled, and not a row's only one."""
    return columns > word_columns and 0 < columns % word_columns <= word_columns // 2


def fewest_words(columns, word_columns):
    """Words from the end of a row to that of the next, at least."""
    return row_words(columns, word_columns) - shares_words(columns, word_columns)


def rows_words(rows, columns, word_columns):
    """Words of so many rows, one after the other: the first word of the row that follows. Of the second of two that
    share one it is the first of its own."""
    if shares_words(columns, word_columns):
        return rows * (columns // word_columns) + (rows + 1) // 2
    return rows * row_words(columns, word_columns)


def padded(data, size):
    """data [..., length] -> the same with the last axis filled up with zeros to multiples of `size`."""
    fill = -data.shape[-1] % size
    return np.pad(data, [(0, 0)] * (data.ndim - 1) + [(0, fill)])


def rows_in_words(codes, word_columns):
    """The words of rows of codes [rows, columns]: [words, word_columns] of the same type."""
    count, columns = codes.shape
    if not shares_words(columns, word_columns):
        return padded(codes, word_columns).reshape(-1, word_columns)
    whole = columns // word_columns * word_columns
    pairs = np.pad(codes, [(0, count % 2), (0, 0)]).reshape(-1, 2, columns)
    ends = padded(pairs[:, :, whole:], word_columns // 2).reshape(-1, word_columns)
    words = np.concatenate([pairs[:, 0, :whole], ends, pairs[:, 1, :whole]], axis=1).reshape(-1, word_columns)
    return words[:rows_words(count, columns, word_columns)]
