"""What is known of mutants from runs before, of the same sources: an interrupted run goes on where it was."""

import json
import threading
from dataclasses import asdict

from llama2_rtl.mutation.judge import Judgement
from llama2_rtl.mutation.mutations import Mutation

SOURCES, PASSES, MUTANT, JUDGEMENT = "sources", "passes", "mutant", "judgement"


class Journal:
    """A file of lines that are added to: `passes`, the tests that pass without a mutant, and `judgements`, `Mutation`
    -> `Judgement`. One of other sources than those of the digest `sources` is begun anew."""

    def __init__(self, path, sources):
        self.path, self.lock = path, threading.Lock()
        self.passes, self.judgements = set(), {}
        lines = list(_whole_lines(path)) if path.exists() else []
        if lines[:1] != [{SOURCES: sources}]:
            path.write_text("")
            self._add({SOURCES: sources})
        for line in lines[1:] if lines[:1] == [{SOURCES: sources}] else ():
            if PASSES in line:
                self.passes.add(line[PASSES])
            else:
                self.judgements[Mutation(**line[MUTANT])] = Judgement(**line[JUDGEMENT])

    def passed(self, test):
        self._add({PASSES: test})

    def judged(self, mutation, judgement):
        self._add({MUTANT: asdict(mutation), JUDGEMENT: asdict(judgement)})

    def _add(self, line):
        with self.lock, self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")


def _whole_lines(path):
    """The lines of a journal; one that an interruption has cut is left out."""
    for line in path.read_text().splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue
