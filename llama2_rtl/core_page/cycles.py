"""Where the cycles of a token go: by stage, and along the context."""

from llama2_rtl.converters.bound import bound
from llama2_rtl.core_page.origins import PREDICTED
from llama2_rtl.core_page.plots import COLOURS, data, draw
from llama2_rtl.pictures.timeline import STAGE_COLOURS, stage_counts

KINDS = ("beats of weights", "beats of parameters", "beats of attention", "waits", "bubbles")
"""What the cycles of a stage are, as `stage_counts` gives them."""

SEEN = 0.005
"""The share of the longest bar that a kind has to have somewhere, to be drawn; what is less is in the table alone."""

POSITIONS = 9
"""Of the curve along the context."""


def by_stage(core):
    """The Plot of the token's cycles by stage and kind."""
    counts = {stage: stage_counts([one for one in core.timeline.intervals if one.stage == stage])
              for stage in STAGE_COLOURS}
    stages = list(counts)
    longest = max(count[-1] for count in counts.values())

    def paint(axes):
        left = [0] * len(stages)
        for number, kind in enumerate(KINDS):
            widths = [counts[stage][number] for stage in stages]
            if max(widths) < SEEN * longest:
                continue
            bars = axes.barh(stages, widths, left=left, color=COLOURS[number], label=kind)
            data(bars, number)
            left = [a + b for a, b in zip(left, widths, strict=True)]
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("cycles of the token, all layers together")
        axes.set_ylabel("stage")
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.legend(frameon=False, fontsize=9)

    return draw("plot-stages", f"Cycles of the token at position {core.position:,} by stage and kind", PREDICTED, paint,
                ("stage", *KINDS, "cycles"), [[stage, *map(_thousands, counts[stage])] for stage in stages])


def along_the_context(core, report):
    """The Plot of cycles and bound at positions from the first to the last. `report` is called with how many are done,
    of how many."""
    last = core.geometry.context - 1
    positions = sorted({last * number // (POSITIONS - 1) for number in range(POSITIONS)})
    cycles = []
    for number, position in enumerate(positions):
        report(number, len(positions))
        cycles.append(core.timeline_at(position).cycles)
    least = [bound(core.geometry, position) for position in positions]

    def paint(axes):
        data(axes.plot(positions, cycles, "o-", color=COLOURS[0], label="cycles"), 0)
        data(axes.plot(positions, least, "--", color=COLOURS[1], label="bound"), 1)
        axes.set_ylim(bottom=0)
        axes.set_xlabel("position of the token")
        axes.set_ylabel("cycles")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter("{x:,.0f}")
        axes.legend(frameon=False)

    return draw("plot-context", "Cycles of a token along the context, and the bound", PREDICTED, paint,
                ("position", "cycles", "bound", "share of the bound"),
                [(_thousands(position), _thousands(one), f"{floor:,.0f}", f"{floor / one:.1%}")
                 for position, one, floor in zip(positions, cycles, least, strict=True)])


def _thousands(count):
    return f"{count:,}"
