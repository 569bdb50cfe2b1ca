"""Which mutants are made: the blocks in turns, of each a line by chance and an edit of it by chance."""

from random import Random

from llama2_rtl.mutation.mutations import mutations


def in_order(survey, seed):
    """Every `Mutation` of the modules in a `Survey`, in an order that the seed gives: a sample is its beginning, and a
    larger sample holds the smaller one."""
    random = Random(seed)
    blocks = list(survey.by_block)
    random.shuffle(blocks)
    orders = {block: _of_block(survey, block, Random(f"{seed} {block}")) for block in blocks}
    while orders:
        for block in list(orders):
            mutation = next(orders[block], None)
            if mutation is None:
                del orders[block]
            else:
                yield mutation


def changes(survey, block):
    """`Mutation` -> name of a module in the survey -> its `Change`, of all modules of a block."""
    found = {}
    for name in survey.by_block[block]:
        entry = survey.modules[name]
        for mutation, change in mutations(block, entry.text, survey.pins).items():
            found.setdefault(mutation, {})[name] = change
    return found


def _of_block(survey, block, random):
    by_line = {}
    for mutation in sorted(changes(survey, block)):
        by_line.setdefault((mutation.shape, mutation.occurrence), []).append(mutation)
    lines = list(by_line.values())
    random.shuffle(lines)
    for edits in lines:
        random.shuffle(edits)
    while lines:
        for edits in lines:
            yield edits.pop()
        lines = [edits for edits in lines if edits]
