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
    """The elements of a vector in whole words, of which the last one is filled up with zeros."""
    return list(values) + [0] * (-len(values) % lanes)


def in_any_order(random, vectors, length):
    """(vector, index) of all elements of `vectors` vectors: each in its order, and as it comes among them."""
    next_index, order = [0] * vectors, []
    while len(order) < vectors * length:
        number = random.choice([number for number in range(vectors) if next_index[number] < length])
        order.append((number, next_index[number]))
        next_index[number] += 1
    return order


def row_by_row(vectors, length):
    """(vector, index) of all elements of `vectors` vectors: the first ones of all in their order, then the second
    ones."""
    return [(number, index) for index in range(length) for number in range(vectors)]


def one_by_one(vectors, length):
    """(vector, index) of all elements of `vectors` vectors, one vector after the other."""
    return [(number, index) for number in range(vectors) for index in range(length)]
