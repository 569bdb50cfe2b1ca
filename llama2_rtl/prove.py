"""Prove the rules of the blocks' bundles, and what single blocks are to do, by induction."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from llama2_rtl.golden.marks import FolderMark, report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import replaced_folder, write_report
from llama2_rtl.proofs.verdict import BOUNDED, FAILED, PROVEN
from llama2_rtl.shown import shown

EXTRAS = ("proofs",)
COMMAND = "prove"
REPORT = Path("build/prove.json")
WORK = Path("build/prove")


def add_arguments(parser):
    parser.add_argument("--prove", metavar="BLOCK", help="the block whose modules alone are proven")
    parser.add_argument("--prove-rtl", type=Path, metavar="FOLDER",
                        help="prove the modules of this folder, as 'llama2-rtl verilog' wrote it or changed since, in "
                        "place of the generated ones")


def run(arguments):
    from llama2_rtl.proofs.designs import designs
    from llama2_rtl.proofs.run import jobs, prove_all
    check_output(REPORT, report_mark(COMMAND))
    check_output(WORK, FolderMark(COMMAND))
    found = jobs(designs(), arguments.prove, arguments.prove_rtl)
    with replaced_folder(WORK, COMMAND):
        pass
    console = Console(highlight=False)
    progress = Progress(TextColumn("proving"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                        TextColumn("{task.description}"), console=console)
    with progress:
        task = progress.add_task("", total=len(found))

        def done(job, verdicts):
            counts = Counter(verdict.status for verdict in verdicts)
            progress.update(task, advance=1, description=f"{job.entry.verilog_name}: {said(counts)}")
            for verdict in verdicts:
                if verdict.status == FAILED:
                    progress.console.print(f"{verdict.module} {verdict.interface}: {verdict.sentence}: FAILED after "
                                           f"{verdict.depth} cycles, {verdict.why}", soft_wrap=True)

        verdicts = prove_all(found, WORK, done)
    write_report(REPORT, COMMAND, dict(assertions=[asdict(verdict) for verdict in verdicts]))
    print_table(console, verdicts)
    counts = Counter(verdict.status for verdict in verdicts)
    console.print(f"{len(verdicts)} assertions of {len(found)} modules: {said(counts)}; written to {shown(REPORT)}")
    if counts[FAILED]:
        raise AssertionError(f"{counts[FAILED]} of {len(verdicts)} assertions fail")
    return 0


def said(counts):
    """How many assertions have which status, in words."""
    return ", ".join(f"{counts[status]} {status}" for status in (PROVEN, BOUNDED, FAILED) if counts[status])


def print_table(console, verdicts):
    """A row for each block."""
    table = Table("block", PROVEN, BOUNDED, FAILED, "deepest", "seconds")
    for column in table.columns[1:]:
        column.justify = "right"
    for block in sorted({verdict.block for verdict in verdicts}):
        own = [verdict for verdict in verdicts if verdict.block == block]
        counts = Counter(verdict.status for verdict in own)
        table.add_row(block, *(str(counts[status] or "") for status in (PROVEN, BOUNDED, FAILED)),
                      str(max(verdict.depth for verdict in own)), f"{sum(verdict.seconds for verdict in own):.1f}")
    console.print(table)
