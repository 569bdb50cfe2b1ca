"""Vectors of int32 that reach every shift and every end of the range."""

LOW, HIGH = -(1 << 31), (1 << 31) - 1


def vector(random, length):
    """`length` integers of int32 of a random size: uniform, with an outlier, extremes, edges or all zero."""
    bits = random.randrange(1, 33)
    limit = 1 << (bits - 1)
    kind = random.choice(["uniform", "uniform", "outlier", "extreme", "edge", "zero"])
    if kind == "zero":
        return [0] * length
    if kind == "extreme":
        return [random.choice([LOW, LOW + 1, -1, 0, 1, HIGH - 1, HIGH]) for _ in range(length)]
    if kind == "edge":
        return [random.choice([-limit, limit - 1, -limit + 1, limit // 2]) for _ in range(length)]
    values = [random.randint(-limit, limit - 1) for _ in range(length)]
    if kind == "outlier":
        values = [value >> min(bits - 1, 12) for value in values]
        values[random.randrange(length)] = random.choice([-limit, limit - 1])
    return values


def in_words(values, lanes):
    """The elements of a vector in whole words: zeros fill up the last one, or its lower half once more where no more
    than that is filled."""
    end = len(values) % lanes
    values = list(values) + [0] * (-len(values) % lanes)
    if 0 < end <= lanes // 2:
        values[-(lanes // 2):] = values[-lanes:-(lanes // 2)]
    return values
