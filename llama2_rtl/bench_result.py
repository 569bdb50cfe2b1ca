"""What `make bench` says of a token, or of a pass of several."""

from llama2_rtl.converters.bound import multiplications, pass_bound


def bench_result(name, geometry, position, counts, positions=1):
    """The object of `build/bench.json` for a pass of so many `positions` from `position` on, in a core of this Geometry
    for the preset `name`: preset, lanes, format, multipliers, ways (of attention), position, positions, cycles, beats,
    stalls, bubbles (by stage pair), bound, multiplications (those that the pass needs). `counts` are what was
    simulated: cycles, beats, stalls and bubbles, and perhaps more."""
    of_pass = range(position, position + positions)
    return dict(preset=name, lanes=geometry.lanes, format=geometry.numerics.formats.name,
                multipliers=geometry.multipliers, ways=geometry.attention_ways, position=position, positions=positions,
                **{what: counts[what] for what in ("cycles", "beats", "stalls", "bubbles")},
                bound=pass_bound(geometry, position, positions),
                multiplications=sum(multiplications(geometry, at) for at in of_pass))
