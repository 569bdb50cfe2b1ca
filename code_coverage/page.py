"""The page about a coverage, in Markdown."""

from llama2_rtl.code_coverage.measures import BRANCH, LINE, MEASURES, SITUATION, TOGGLE
from llama2_rtl.code_coverage.report import signals

PLURALS = {LINE: "lines", BRANCH: "branches", TOGGLE: "toggles", SITUATION: "situations"}


def page(content, parts):
    """The page of the `report.report` of a regression of these `parts`."""
    blocks = content["blocks"]
    modules = sum(len(one["modules"]) for one in blocks)
    lines = ["# What the regression reaches", "",
             f"Of {modules} modules of {len(blocks)} blocks, counted by Verilator over all instances and all of these "
             "simulations together. What a waiver names does not count.", "",
             "| part of the regression | tests |", "|---|---|",
             *(f"| {part.what} | {len(part.tests)} |" for part in parts), "",
             "| measure | reached by blocks | of | share | waived | reached by modules | of | share |",
             "|---|---|---|---|---|---|---|---|",
             *(_row(PLURALS[measure], content["by_block"][measure], content["by_module"][measure])
               for measure in MEASURES), "",
             "A *line* is one of a process; a *branch* an alternative of an `if`, `case` or `?:`, the one that is not "
             "written too; a *toggle* an edge of a bit, up or down; a *situation* a condition named for a block.",
             "*By blocks*, the modules that a block gives count as one, for their texts differ in numbers; *by "
             "modules* each has to reach everything itself.",
             "", "## Blocks", "", f"| block | {' | '.join(PLURALS.values())} |", "|---|---|---|---|---|"]
    lines += [f"| `{one['block']}` | {' | '.join(_percent(one['shares'][measure]) for measure in MEASURES)} |"
              for one in sorted(blocks, key=_worst)]
    lines += ["", "## Lines that nothing reaches", ""]
    lines += [f"- `{module}`:{number} `{code}`" for one in blocks for module, number, code in one["missing"][LINE]]
    lines += ["", "## Branches that nothing takes", ""]
    lines += [f"- `{one['block']}` `{said}`" for one in blocks for said in one["missing"][BRANCH]]
    lines += ["", "## Situations that do not come about", ""]
    lines += [f"- `{one['module']}` {one['sentence']}" for one in content["situations"] if not one["count"]]
    lines += ["", "## Signals that do not toggle", ""]
    lines += [f"- `{one['block']}` {', '.join(f'`{name}`' for name in signals(one['missing'][TOGGLE]))}"
              for one in blocks if one["missing"][TOGGLE]]
    lines += ["", "## Waivers", "", "| block | measure | pattern | items | why |", "|---|---|---|---|---|"]
    lines += [f"| `{one['block']}` | {one['measure']} | `{one['pattern'].replace('|', chr(92) + '|')}` | "
              f"{one['items']:,} | {one['why']} |" for one in content["waivers"]]
    return "\n".join(lines) + "\n"


def _row(name, one, each):
    return (f"| {name} | {one['reached']:,} | {one['of']:,} | {one['share']:.2%} | {one['waived']:,} | "
            f"{each['reached']:,} | {each['of']:,} | {each['share']:.2%} |")


def _percent(one):
    return f"{one['share']:.1%}" if one["of"] else "–"


def _worst(one):
    """Those with the most lines missing first, of these the ones with the most toggles."""
    return [-len(one["missing"][measure]) for measure in (LINE, BRANCH, SITUATION, TOGGLE)]
