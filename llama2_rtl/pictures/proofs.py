"""The page of what is proven: a table of the blocks, and why what is bounded is bounded."""

from collections import Counter

from llama2_rtl.proofs.kept_report import kept_assertions
from llama2_rtl.proofs.verdict import BOUNDED, PROVEN, by_block


def proofs_page():
    """The page in Markdown, of the report that is kept."""
    assertions = kept_assertions()
    counts = Counter(one["status"] for one in assertions)
    solvers = ", ".join(sorted({one["solver"] for one in assertions}))
    modules = len({one["module"] for one in assertions})
    lines = ["# What is proven", "",
             f"As `make prove KEEP=1` has recorded it: {len(assertions)} assertions of {modules} modules, "
             f"{counts[PROVEN]} proven by induction, {counts[BOUNDED]} bounded; solver {solvers}. "
             "[Proofs](../proofs.md) says what the words mean.", "",
             "| block | proven | bounded | cycles of the deepest | seconds |", "|---|---|---|---|---|"]
    lines += [f"| `{block}` | {own[PROVEN] or ''} | {own[BOUNDED] or ''} | {depth} | {seconds:.1f} |"
              for block, own, depth, seconds in by_block(assertions)]
    lines += ["", "## What is bounded, and why", "",
              "Depth 0 is of a rule that is left out of the proofs; simulations assert it.", "",
              "| block | rule | depth | why |", "|---|---|---|---|"]
    bounded = {(one["block"], f"{one['interface']}.{one['property']}", one["depth"], one["why"])
               for one in assertions if one["status"] == BOUNDED}
    lines += [f"| `{block}` | `{rule}` | {depth} | {why} |" for block, rule, depth, why in sorted(bounded)]
    return "\n".join(lines) + "\n"
