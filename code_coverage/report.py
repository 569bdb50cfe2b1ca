"""What is written down of a coverage: shares, what is missing by block, and what was waived."""

import re

from llama2_rtl.code_coverage.measures import LINE, MEASURES, SITUATION
from llama2_rtl.code_coverage.summary import missing, total
from llama2_rtl.code_coverage.waivers import Waived

_EDGE = re.compile(r"(.*?)(\[\d+\])?:(0->1|1->0)")


def report(blocks, waived):
    """The content of the report, in values that JSON holds, of `Block`s and what of them is `Waived`.

    The shares by measure, `by_block` and `by_module`; of each of the `blocks` its modules, its shares and what is
    `missing`, a line as module, number and words; each of the `situations` of each module with how often it came about;
    the `waivers` with how many items each names."""
    modules = [module for block in blocks for module in block.modules]
    let_go = Waived(modules, waived.waivers)
    names = waived.by_waiver()
    return dict(
        by_block=_shares(blocks, waived), by_module=_shares(modules, let_go),
        blocks=[_of_block(block, waived) for block in blocks],
        situations=[dict(module=module.name, block=module.block, situation=item.what, sentence=module.said(item),
                         count=count) for module in modules for item, count in module.of(SITUATION).items()],
        waivers=[dict(block=one.block, measure=one.measure, pattern=one.pattern, why=one.why, items=items)
                 for one, items in names.items()])


def _of_block(block, waived):
    lacks = {measure: [block.said(place) for place in missing(block, measure, waived)] for measure in MEASURES}
    lacks[LINE] = [[module.name, item.line, module.said(item)]
                   for module, item in (block.examples[place] for place in missing(block, LINE, waived))]
    return dict(block=block.name, modules=[module.name for module in block.modules],
                shares=_shares([block], waived), missing=lacks)


def _shares(of, waived):
    shares = {measure: total(of, measure, waived) for measure in MEASURES}
    return {measure: dict(reached=one.reached, of=one.of, waived=one.waived, share=one.value)
            for measure, one in shares.items()}


def signals(edges):
    """The signals of edges as `Module.said` gives them, each once, with its bits: `level[3-4]`."""
    bits = {}
    for edge in edges:
        name, bit, _ = _EDGE.fullmatch(edge).groups()
        bits.setdefault(name, {})[bit and int(bit[1:-1])] = None
    return [name if None in found else f"{name}[{_ranges(sorted(found))}]" for name, found in bits.items()]


def _ranges(numbers):
    """`7,12-15` of sorted numbers."""
    spans = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
