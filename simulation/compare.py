"""The one form in which a wrong value is reported: where it is, what it should be, what it is."""


def expect_equal(stage, expected, got, **where):
    """Fails unless `got` equals `expected`, both integers or both sequences of integers.

    The message names the stage, then `where` (layer=, head=, position=, index=, as far as they apply), then
    both values; of sequences the first difference, with the number of differences.
    """
    if hasattr(expected, "__len__"):
        _expect_equal_sequences(stage, [int(e) for e in expected], [int(g) for g in got], where)
    elif int(expected) != int(got):
        raise AssertionError(_message(stage, where, int(expected), int(got)))


def _expect_equal_sequences(stage, expected, got, where):
    if len(expected) != len(got):
        raise AssertionError(_message(stage, where, f"{len(expected)} values", f"{len(got)} values"))
    wrong = [index for index, pair in enumerate(zip(expected, got, strict=True)) if pair[0] != pair[1]]
    if wrong:
        first = wrong[0]
        message = _message(stage, {**where, "index": first}, expected[first], got[first])
        raise AssertionError(f"{message} ({len(wrong)} of {len(expected)} differ)")


def _message(stage, where, expected, got):
    place = "".join(f" {name} {value}" for name, value in where.items())
    return f"{stage}{place}: expected {expected}, got {got}"
