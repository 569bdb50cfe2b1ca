"""The matrices of the engine, by what becomes of their rows."""

QKV, WO, W13, W2, CLASSIFIER = range(5)

BITS = 3
