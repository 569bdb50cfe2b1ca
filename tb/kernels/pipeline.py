"""Drives a pipeline of fixed latency and holds every output of every cycle against what is expected."""

from cocotb.triggers import FallingEdge

from llama2_rtl.simulation.compare import expect_equal


async def check_pipeline(dut, stage, inputs, expected, latency, random, pause=0.0, signed=()):
    """Column `inputs[name][i]` goes in, `expected[name][i]` must come out `latency` cycles later.

    Both map port names to equally long lists. Between two inputs a share `pause` of the cycles has no valid
    and random data; out_valid must keep to exactly that pattern. `signed` names the
    outputs read as two's complement. A module without in_valid sees no pauses.
    """
    count = len(next(iter(inputs.values())))
    columns = {getattr(dut, name): [int(v) for v in values] for name, values in inputs.items()}
    outputs = {name: getattr(dut, name) for name in expected}
    streamed = hasattr(dut, "in_valid")
    got, in_flight, sent = {name: [] for name in expected}, [], 0
    while len(got[next(iter(expected))]) < count:
        await FallingEdge(dut.clk)
        leaving = in_flight.pop(0) if len(in_flight) == latency else False
        if streamed and int(dut.out_valid.value) != leaving:
            raise AssertionError(f"{stage}: out_valid is {int(dut.out_valid.value)} after {sent} inputs")
        if leaving:
            for name, handle in outputs.items():
                value = handle.value
                got[name].append(value.to_signed() if name in signed else value.to_unsigned())
        going = sent < count and not (streamed and random.random() < pause)
        in_flight.append(going)
        if streamed:
            dut.in_valid.value = int(going)
        if going:
            for handle, values in columns.items():
                handle.value = values[sent]
            sent += 1
        elif streamed:
            for handle, values in columns.items():
                handle.value = values[random.randrange(count)]
    for name, values in expected.items():
        expect_equal(f"{stage} {name}", values, got[name])


def edge_values(bits, random, count, is_signed=True):
    """`count` integers of `bits` bits: values near powers of two and uniform ones of every size."""
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if is_signed else (0, (1 << bits) - 1)
    values = {low, low + 1, -1, 0, 1, high - 1, high}
    for place in range(bits):
        values |= {sign * (1 << place) + step for sign in (-1, 1) for step in (-1, 0, 1)}
    chosen = sorted(v for v in values if low <= v <= high)
    while len(chosen) < count:
        chosen.append(random.randint(low, high) >> random.randrange(bits))
    random.shuffle(chosen)
    return chosen[:count]
