"""How the resets of a block go together, as the tops give them: the one thing that a proof is told of them."""

RST, EARLY, RUN = "rst", "valid_rst", "run_rst"

CYCLES = 2
"""Of the reset with which every proof begins; afterwards it comes and goes as the tool likes."""


def reset_lines(entry):
    """Lines for the top of a proof of the module (`Converted`): its resets are given in the first CYCLES cycles.

    `valid_rst` comes with `rst` and a cycle before it, and never else; `run_rst` comes with `rst` and by itself.
    """
    if not entry.stated:
        return []
    clk = entry.stated[0].clk
    lines = ["reg [1:0] begin$count = 0;", f"always @(posedge {clk}) if (begin$count != {CYCLES}) "
             "begin$count <= begin$count + 1;"]
    lines += [f"always @* if (begin$count != {CYCLES}) assume (!({quiet}));"
              for quiet in sorted({part for stated in entry.stated for part in stated.quiet.split(" && ")})]
    if {RST, EARLY} <= set(entry.shapes):
        lines += ["reg begin$rst = 1, begin$early = 1;",
                  f"always @(posedge {clk}) begin begin$rst <= {RST}; begin$early <= {EARLY}; end",
                  f"always @* assume ((!{RST} || {EARLY} && begin$early) && (!begin$early || begin$rst || {RST}));"]
    if {RST, RUN} <= set(entry.shapes):
        lines.append(f"always @* assume (!{RST} || {RUN});")
    return lines
