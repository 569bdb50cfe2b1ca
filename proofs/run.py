"""All proofs: which modules have something to prove, several at a time."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from llama2_rtl.converters.hdl.convert import Converted
from llama2_rtl.golden.near import advice
from llama2_rtl.proofs.claims import claims
from llama2_rtl.proofs.folder import with_texts
from llama2_rtl.proofs.obligations import obligations
from llama2_rtl.proofs.prove import prove_module


@dataclass(frozen=True)
class Job:
    """A module to prove, and the modules of its core, Verilog name -> `Converted`."""

    entry: Converted
    modules: dict


def jobs(cores, block=None, rtl=None):
    """The `Job`s of the `cores` (`designs`): each module once, where something is to be proven of it.

    block: the name of the block whose modules alone are proven. rtl: a folder of Verilog as `llama2-rtl verilog` writes
    it, whose modules are proven in place of the generated ones. Raises ValueError for a block that is none, or of which
    nothing is to be proven, and for a folder of another core.
    """
    if rtl is not None:
        cores = with_texts(cores, rtl)
    found, seen = [], set()
    for modules in cores.values():
        for entry in modules.values():
            if (entry.verilog_name, entry.text) not in seen and _has_duties(entry, modules):
                seen.add((entry.verilog_name, entry.text))
                found.append(Job(entry, modules))
    if block is not None:
        blocks = {job.entry.block for job in found}
        if block not in blocks:
            raise ValueError(f"there is nothing to prove of a block '{block}'; {advice(block, sorted(blocks))}")
        found = [job for job in found if job.entry.block == block]
    return found


def _has_duties(entry, modules):
    return bool(claims(entry)) or any(True for _ in obligations(entry, modules))


def prove_all(found, folder, done: Callable):
    """The verdicts of the jobs, as many at a time as there are processors; the tools work in `folder`. `done(job,
    verdicts)` is called as each ends."""
    verdicts = {}
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        running = {pool.submit(prove_module, job.entry, job.modules, Path(folder, str(number))): (number, job)
                   for number, job in enumerate(found)}
        try:
            for future in as_completed(running):
                number, job = running[future]
                verdicts[number] = future.result()
                done(job, verdicts[number])
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return [verdict for number in sorted(verdicts) for verdict in verdicts[number]]
