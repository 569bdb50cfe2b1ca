"""Prove the rules of the blocks' bundles, and what single blocks are to do, by induction."""

from collections import Counter
from dataclasses import asdict
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llama2_rtl.checkout import need_checkout
from llama2_rtl.golden.marks import FolderMark, report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import replaced_folder, write_report
from llama2_rtl.progress import Progress
from llama2_rtl.proofs.kept_report import KEPT, with_run
from llama2_rtl.proofs.verdict import BOUNDED, FAILED, PROVEN, STATUSES, by_block
from llama2_rtl.shown import shown

EXTRAS = ("proofs",)
COMMAND = "prove"
REPORT = Path("build/prove.json")
WORK = Path("build/prove")


def add_arguments(parser):
    parser.add_argument("--prove", metavar="BLOCK",
                        help="the block whose modules alone are proven, or several, separated by commas")
    parser.add_argument("--prove-rtl", type=Path, metavar="FOLDER",
                        help="prove the modules of this folder, as 'llama2-rtl verilog' wrote it or changed since, in "
                        "place of the generated ones")
    parser.add_argument("--keep", type=int, choices=(0, 1), default=0,
                        help="1 keeps what was proven in proofs/reports too, from which the documentation takes its "
                        "table; of other blocks it keeps the last run")


def run(arguments):
    from llama2_rtl.proofs.designs import designs
    from llama2_rtl.proofs.folder import verilog_files
    from llama2_rtl.proofs.run import jobs, prove_all
    if arguments.keep:
        need_checkout("the report of all proofs is kept")
        if arguments.prove_rtl:
            raise ValueError("the report that is kept is of the blocks as generated; leave KEEP or PROVE_RTL away")
    if arguments.prove_rtl:
        verilog_files(arguments.prove_rtl)
    for path in [REPORT, *([KEPT] if arguments.keep else [])]:
        check_output(path, report_mark(COMMAND))
    check_output(WORK, FolderMark(COMMAND))
    console = Console(highlight=False)
    with Progress(console) as progress:
        progress.step("writing Verilog")
        found = jobs(designs(), arguments.prove, arguments.prove_rtl)
        with replaced_folder(WORK, COMMAND):
            pass
        progress.step(f"proving {modules(len(found))}")
        numbers = count(1)

        def done(job, verdicts):
            counts = Counter(verdict.status for verdict in verdicts)
            progress.detail(f"{next(numbers)} done, the last of them {job.entry.verilog_name}: {said(counts)}")
            for verdict in verdicts:
                if verdict.status == FAILED:
                    progress.console.print(f"{verdict.module} {verdict.interface}.{verdict.property} fails after "
                                           f"{verdict.depth} cycles, {verdict.why}: {verdict.sentence}", soft_wrap=True)

        verdicts = prove_all(found, WORK, done)
    assertions = [asdict(verdict) for verdict in verdicts]
    write_report(REPORT, COMMAND, dict(assertions=assertions))
    if arguments.keep:
        write_report(KEPT, COMMAND, dict(assertions=with_run(assertions)))
    print_table(console, assertions)
    counts = Counter(verdict.status for verdict in verdicts)
    console.print(f"{len(verdicts)} assertions of {modules(len(found))}: {said(counts)}; written to {shown(REPORT)}",
                  soft_wrap=True)
    if counts[FAILED]:
        raise AssertionError(f"{counts[FAILED]} of {len(verdicts)} assertions fail")
    return 0


def modules(number):
    """So many modules, in words."""
    return f"{number} module" + ("s" if number != 1 else "")


def said(counts):
    """How many assertions have which status, in words."""
    return ", ".join(f"{counts[status]} {status}" for status in (PROVEN, BOUNDED, FAILED) if counts[status])


def print_table(console, assertions):
    """A row for each block, of the assertions of a report."""
    table = Table("block", *STATUSES, "deepest", "seconds")
    for column in table.columns[1:]:
        column.justify = "right"
    for block, counts, depth, seconds in by_block(assertions):
        table.add_row(block, *(str(counts[status] or "") for status in STATUSES), str(depth), f"{seconds:.1f}")
    console.print(table)
