"""A token of the RTL against the same token of golden, tap by tap."""

from llama2_rtl.simulation.compare import expect_equal
from tb.tops.expected import expected_values


def check_token(monitor, taps, position, geometry, chooses=True, vector=-1):
    """Fails on the first value of any tap that differs from golden's, naming stage, layer, position and index, of a
    batch of the `vector`, by default the last. A token that `chooses` none has no logits."""
    expected, passed = expected_values(taps, position, geometry, chooses), monitor.of_vector[vector]
    for name, parts in expected.items():
        got, begin = passed[name], 0
        for where, values in parts:
            part = got[begin:begin + len(values)]
            if values and isinstance(values[0], tuple):
                for field, title in enumerate(("mantissa", "shift")):
                    expect_equal(f"{name} {title}", [v[field] for v in values], [v[field] for v in part], **where)
            else:
                expect_equal(name, values, part, **where)
            begin += len(values)
        expect_equal(f"{name}, count of values", begin, len(got), position=position)
    assert set(passed) <= set(expected), f"unexpected taps {set(passed) - set(expected)}"
