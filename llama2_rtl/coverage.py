"""Count which lines, branches, toggles and named situations of the Verilog a regression of the tests reaches."""

from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from llama2_rtl.checkout import need_checkout
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.marks import FileMark, report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import kept_folder, replaced_file, write_report
from llama2_rtl.shown import shown

COMMAND = "coverage"
REPORT, PAGE = Path("build/coverage.json"), Path("build/coverage.md")
WORK = Path("build/coverage")

LINE = f"<!-- Written by llama2-rtl {COMMAND} -->\n"
MARK = FileMark(COMMAND, LINE.encode(), len(LINE))

NEEDED = {}
"""Measure -> the share that has to be reached."""


def add_arguments(parser):
    pass


def run(arguments):
    from llama2_rtl.code_coverage import regression
    from llama2_rtl.code_coverage.blocks import by_block
    from llama2_rtl.code_coverage.merge import merged
    from llama2_rtl.code_coverage.page import page
    from llama2_rtl.code_coverage.report import report
    from llama2_rtl.code_coverage.run import count
    from llama2_rtl.code_coverage.waivers import Waived
    need_checkout("the tests lie")
    need("simulation", "tests")
    check_output(REPORT, report_mark(COMMAND))
    check_output(PAGE, MARK)
    folder = kept_folder(WORK, COMMAND)
    console = Console(highlight=False)
    with Progress(TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as progress:
        wanted = regression.tests()
        task = progress.add_task(f"simulating {len(wanted)} tests", total=None)
        counts = count(wanted, folder, lambda done: progress.update(
            task, description=f"simulating {len(wanted)} tests: {done} have passed"))
        progress.update(task, description="merging what was counted")
        blocks = by_block(merged(counts))
        waived = Waived(blocks)
        content = report(blocks, waived)
    write_report(REPORT, COMMAND, dict(tests=wanted) | content)
    with replaced_file(PAGE, MARK) as fresh:
        fresh.write_text(LINE + page(content, regression.REGRESSION))
    print_table(console, content)
    console.print(f"{len(blocks)} blocks in {len(wanted)} tests; written to {shown(REPORT)} and {shown(PAGE)}",
                  soft_wrap=True)
    check(content, waived)
    return 0


def print_table(console, content):
    """A row for each measure, of blocks, with the share of modules that count each by itself."""
    table = Table("measure", "reached", "of", "share", "waived", "by module")
    for column in table.columns[1:]:
        column.justify = "right"
    for measure, one in content["by_block"].items():
        table.add_row(measure, f"{one['reached']:,}", f"{one['of']:,}", f"{one['share']:.2%}", f"{one['waived']:,}",
                      f"{content['by_module'][measure]['share']:.2%}")
    console.print(table)


def check(content, waived):
    """Raises AssertionError where a measure is below what is NEEDED, or a waiver names nothing."""
    low = [f"{one['share']:.2%} of {measure} coverage, less than {NEEDED[measure]:.0%}"
           for measure, one in content["by_block"].items() if one["share"] < NEEDED.get(measure, 0)]
    stale = [f"the waiver of '{one.pattern}' in {one.block} names nothing that is not reached; take it away"
             for one in waived.stale]
    if low or stale:
        raise AssertionError("; ".join([*low, *stale]))
