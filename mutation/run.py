"""A sample of mutants, several at a time, those first that a journal knows."""

import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from tempfile import TemporaryDirectory

from llama2_rtl.mutation.judge import NONE, Judge
from llama2_rtl.mutation.sample import in_order
from llama2_rtl.simulation.processes import ended_children


def judge_sample(survey, journal, count, seed, folder, done: Callable):
    """The `Judgement`s of `count` mutants of a `Survey`, in the order that the seed gives; fewer where there are fewer.
    The tools work in `folder`. `done(judgement)` is called as each is known."""
    judge, order = Judge(survey, journal.passes, journal.passed), in_order(survey, seed)
    judged, waits = {}, {}

    def one(mutation):
        with TemporaryDirectory(dir=folder) as place:
            return judge.judge(mutation, Path(place))

    def note(mutation, judgement):
        judged[mutation] = judgement
        if judgement.status != NONE:
            done(judgement)

    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool, ended_children():
        try:
            while True:
                known = sum(judgement.status != NONE for judgement in judged.values())
                while known + len(waits) < count and len(waits) < workers:
                    mutation = next(order, None)
                    if mutation is None:
                        break
                    if mutation in journal.judgements:
                        note(mutation, journal.judgements[mutation])
                        known += journal.judgements[mutation].status != NONE
                    else:
                        waits[pool.submit(one, mutation)] = mutation
                if not waits:
                    break
                for future in wait(waits, return_when=FIRST_COMPLETED).done:
                    mutation = waits.pop(future)
                    journal.judged(mutation, future.result())
                    note(mutation, future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [judgement for judgement in judged.values() if judgement.status != NONE]
