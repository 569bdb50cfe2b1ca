"""What becomes of a mutant: its tests, a proof, and more tests."""

import threading
from dataclasses import dataclass

from llama2_rtl.mutation.equivalence import is_equal
from llama2_rtl.mutation.sample import changes
from llama2_rtl.mutation.tests import STILLBORN, nearest, run_tests

KILLED, SURVIVED, EQUIVALENT, NONE = "killed", "survived", "equivalent", "none"
"""Statuses; NONE of what no simulator takes for Verilog, and so is no mutant."""

STATUSES = (KILLED, SURVIVED, EQUIVALENT)

MOST_PROVEN = 3
"""Modules of a block with a mutant that are proven equal, of those that its nearest tests have, at most."""


@dataclass(frozen=True)
class Judgement:
    """What became of a mutant of `block`: the `module` of the smallest design that has it, the `line` there, what the
    `mutation` is, the code `before` and `after`, its status, and `by` whom: the test that failed, the modules proven
    equal, or the tests that all passed."""

    block: str
    module: str
    line: int
    mutation: str
    before: str
    after: str
    status: str
    by: str


class Judge:
    """Judges mutants of a `Survey`. Of a test that kills one it makes sure that it passes without: `passes` holds those
    that are known to, and `passed(test)` hears of more."""

    def __init__(self, survey, passes=(), passed=lambda test: None):
        self.survey, self.passes, self.passed = survey, set(passes), passed
        self.lock, self.blocks = threading.Lock(), {}

    def judge(self, mutation, folder):
        """The `Judgement` of a `Mutation`; the tools work in `folder`. Raises AssertionError where a test fails without
        a mutant too."""
        found = self._changes(mutation)
        tests = [test for test in self.survey.tests if any(name in found for name in test.modules)]
        first, then = nearest(tests)
        name = next(name for name in tests[0].modules if name in found)
        substitutes = folder / "substitutes"
        substitutes.mkdir(parents=True)
        for module, change in found.items():
            (substitutes / module).write_text(change.in_text(self.survey.modules[module].text))

        def judgement(status, by):
            change, entry = found[name], self.survey.modules[name]
            return Judgement(mutation.block, entry.verilog_name, change.line.number, mutation.edit,
                             change.line.code.strip(), change.code.strip(), status, by)

        for stage, some in enumerate((first, then)):
            outcome = run_tests(some, substitutes, folder) if some else None
            if outcome and outcome.test:
                if STILLBORN in outcome.message:
                    return judgement(NONE, outcome.test)
                self._make_sure(outcome.test, folder)
                return judgement(KILLED, outcome.test)
            if stage == 0 and (equal := self._proven(found, tests, folder / "proof")):
                return judgement(EQUIVALENT, f"proof of {', '.join(equal)}")
        return judgement(SURVIVED, ", ".join([*first, *then]))

    def _changes(self, mutation):
        with self.lock:
            if mutation.block not in self.blocks:
                self.blocks[mutation.block] = changes(self.survey, mutation.block)
            return self.blocks[mutation.block][mutation]

    def _proven(self, found, tests, folder):
        """The names of the modules that are proven equal to what they were, none where one of them is not."""
        equal = {}
        for test in tests:
            for name in test.modules:
                if name in found and name not in equal and len(equal) < MOST_PROVEN:
                    entry = self.survey.modules[name]
                    equal[name] = entry.verilog_name
                    if not is_equal(entry, found[name].in_text(entry.text), self.survey.around(test), folder):
                        return []
        return sorted(set(equal.values()))

    def _make_sure(self, test, folder):
        with self.lock:
            if test in self.passes:
                return
        nothing = folder / "nothing"
        nothing.mkdir()
        outcome = run_tests([test], nothing, folder)
        if outcome.test:
            raise AssertionError(f"{test} fails without a mutant: {outcome.message}")
        with self.lock:
            self.passes.add(test)
            self.passed(test)
