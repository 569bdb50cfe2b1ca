"""Put small slips into the generated Verilog, and see whether the tests notice or a proof says that nothing changes."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from llama2_rtl.checkout import need_checkout
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.marks import report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import kept_folder, write_report
from llama2_rtl.shown import shown

COMMAND = "mutate"
REPORT = Path("build/mutate.json")
WORK = Path("build/mutate")
MUTANTS, SEED = 200, 1

NEEDED = 0.95
"""Of the mutants that are not proven equivalent, the share that tests have to kill."""


def add_arguments(parser):
    parser.add_argument("--mutants", type=int, default=MUTANTS, help=f"how many (default {MUTANTS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the sample (default {SEED})")


def run(arguments):
    from llama2_rtl.mutation.journal import Journal
    from llama2_rtl.mutation.judge import SURVIVED
    from llama2_rtl.mutation.run import judge_sample
    from llama2_rtl.mutation.survey import identity, survey
    need_checkout("the tests lie")
    need("proofs", "simulation", "tests")
    if arguments.mutants < 1:
        raise ValueError(f"{arguments.mutants} mutants; give at least one")
    check_output(REPORT, report_mark(COMMAND))
    sources, folder = identity("mutation"), kept_folder(WORK, COMMAND)
    console = Console(highlight=False)
    counts = Counter()
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                  console=console) as progress:
        task = progress.add_task("looking which test simulates what", total=None)
        place = folder / f"survey-{identity()}"
        place.mkdir(exist_ok=True)
        found = survey(place, lambda tests: progress.update(task, completed=tests))
        journal = Journal(folder / "journal.jsonl", sources)
        progress.update(task, description="mutants", completed=0, total=arguments.mutants)

        def done(judgement):
            counts[judgement.status] += 1
            progress.update(task, advance=1, description=f"mutants: {said(counts)}")
            if judgement.status == SURVIVED:
                progress.console.print(sentence(judgement), soft_wrap=True)

        judgements = judge_sample(found, journal, arguments.mutants, arguments.seed, folder, done)
    write_report(REPORT, COMMAND, dict(sources=sources, seed=arguments.seed, score=score(counts),
                                       mutants=[asdict(judgement) for judgement in judgements]))
    print_table(console, judgements)
    console.print(f"{len(judgements)} mutants of {len({one.block for one in judgements})} blocks: {said(counts)}; "
                  f"{score(counts):.1%} of those that are not equivalent were killed; written to {shown(REPORT)}",
                  soft_wrap=True)
    if score(counts) < NEEDED:
        raise AssertionError(f"{counts[SURVIVED]} mutants survive, more than {1 - NEEDED:.0%}")
    return 0


def score(counts):
    """Of the mutants of these statuses that are not equivalent, the share that was killed."""
    from llama2_rtl.mutation.judge import KILLED, SURVIVED
    return counts[KILLED] / (counts[KILLED] + counts[SURVIVED] or 1)


def said(counts):
    """How many mutants have which status, in words."""
    from llama2_rtl.mutation.judge import STATUSES
    return ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])


def sentence(judgement):
    """What a mutant is, in a line."""
    cut = [" ".join(code.split()) for code in (judgement.before, judgement.after)]
    return f"{judgement.module}:{judgement.line} {judgement.status}, {judgement.mutation}: {cut[0]} -> {cut[1]}"


def print_table(console, judgements):
    """A row for each kind of mutation."""
    from llama2_rtl.mutation.judge import STATUSES
    table = Table("mutation", *STATUSES)
    for column in table.columns[1:]:
        column.justify = "right"
    kinds = {judgement: judgement.mutation.partition(":")[0] for judgement in judgements}
    for kind in sorted(set(kinds.values())):
        counts = Counter(judgement.status for judgement in judgements if kinds[judgement] == kind)
        table.add_row(kind, *(str(counts[status] or "") for status in STATUSES))
    console.print(table)
