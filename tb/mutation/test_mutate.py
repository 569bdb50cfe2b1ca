"""`make mutate` on the blocks of one small test: killed, equal and surviving mutants, a run that goes on, bad input."""

import json
from collections import Counter

import pytest

from llama2_rtl import mutate
from llama2_rtl.main import main
from llama2_rtl.mutation import judge, run, sample, survey, tests
from llama2_rtl.mutation.journal import Journal
from llama2_rtl.mutation.judge import EQUIVALENT, KILLED, SURVIVED, Judge
from llama2_rtl.mutation.survey import Surveyed
from tb.harness.tree import tree

ROOMS = ("control/test_pipeline_controller.py",)
TEST = "tb/control/test_pipeline_controller.py::test_pipeline_controller[1]"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The survey of one test's blocks."""
    return survey.survey(tmp_path_factory.mktemp("survey"), lambda _: None, ROOMS)


@pytest.fixture
def place(found, tmp_path, monkeypatch):
    """The current folder; the command finds that survey, and mutates on one processor."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(survey, "survey", lambda *_: found)
    monkeypatch.setattr(run.os, "cpu_count", lambda: 1)
    return tmp_path


def mutation_of(found, edit, before):
    """The mutation of the pipeline controller with this edit and line."""
    [wanted] = [one for one, changes in sample.changes(found, "pipeline_controller").items()
                if one.edit == edit and next(iter(changes.values())).line.code.strip() == before]
    return wanted


def test_the_survey(found):
    assert {test.test.partition("[")[0] for test in found.tests} == {TEST.partition("[")[0]}
    assert set(found.by_block) == {"pipeline_controller"}
    assert all(name in found.modules for test in found.tests for name in test.modules)


def test_the_sample_goes_on(found):
    order = [list(sample.in_order(found, seed)) for seed in (1, 1, 2)]
    assert order[0] == order[1] != order[2] and set(order[0]) == set(order[2])
    lines = [(one.shape, one.occurrence) for one in order[0]]
    assert len(set(lines[:20])) == 20


def test_a_mutant_that_a_test_sees(found, tmp_path):
    passed = []
    judged = Judge(found, passed=passed.append).judge(mutation_of(found, "enable: never", "written <= 1;"), tmp_path)
    assert (judged.status, judged.block, judged.before) == (KILLED, "pipeline_controller", "written <= 1;")
    assert judged.by.startswith(TEST.partition("[")[0]) and passed == [judged.by]


def test_a_mutant_that_lives(found, tmp_path, monkeypatch):
    """No test sees it, and then no proof calls it equal."""
    monkeypatch.setattr(judge, "run_tests", lambda *_: tests.Outcome(None, None))
    mutation = mutation_of(found, "enable: never", "written <= 1;")
    judged = Judge(found).judge(mutation, tmp_path / "one")
    assert judged.status == SURVIVED and TEST in judged.by
    monkeypatch.setattr(judge, "is_equal", lambda *_: True)
    judged = Judge(found).judge(mutation, tmp_path / "other")
    assert (judged.status, judged.by) == (EQUIVALENT, "proof of pipeline_controller")


def test_a_test_that_fails_anyway(found, tmp_path, monkeypatch):
    monkeypatch.setattr(judge, "run_tests", lambda *_: tests.Outcome(TEST, "it never passes"))
    with pytest.raises(AssertionError, match=r"fails without a mutant: it never passes"):
        Judge(found).judge(mutation_of(found, "enable: never", "written <= 1;"), tmp_path)


def test_nearest():
    one = [Surveyed(f"a.py::test_a[{case}]", case, ()) for case in range(9)]
    others = [Surveyed(f"b.py::test_{name}[{case}]", 10, ()) for name in "bcdefghijklmn" for case in range(2)]
    first, then = tests.nearest(one + others)
    assert first == [*(f"a.py::test_a[{case}]" for case in range(6)), "b.py::test_b[0]", "b.py::test_c[0]"]
    assert then == [f"b.py::test_{name}[0]" for name in "defghijk"]


def fake_judgement(self, mutation, folder):
    status = (KILLED, KILLED, KILLED, EQUIVALENT, judge.NONE)[mutation.place % 5]
    return judge.Judgement(mutation.block, mutation.block, 1, mutation.edit, "a", "b", status, TEST)


def test_the_command(place, monkeypatch, capsys):
    """An interrupted run goes on; a larger sample holds the smaller one; what is no mutant does not count."""
    judged = []

    def judge_some(self, mutation, folder):
        judged.append(mutation)
        if len(judged) == 8:
            raise KeyboardInterrupt
        return fake_judgement(self, mutation, folder)

    monkeypatch.setattr(Judge, "judge", judge_some)
    assert main(["mutate", "--mutants", "20"]) == 130
    assert not mutate.REPORT.exists()
    monkeypatch.setattr(Judge, "judge", fake_judgement)
    assert main(["mutate", "--mutants", "20"]) == 0
    report = json.loads(mutate.REPORT.read_text())
    assert len(report["mutants"]) == 20 and report["score"] == 1
    assert set(report["mutants"][0]) == {"block", "module", "line", "mutation", "before", "after", "status", "by"}
    counts = Counter(one["status"] for one in report["mutants"])
    assert f"20 mutants of 1 blocks: {counts[KILLED]} killed, {counts[EQUIVALENT]} equivalent; 100.0%" in " ".join(
        capsys.readouterr().out.split())
    monkeypatch.setattr(Judge, "judge", lambda *_: pytest.fail("it is known already"))
    assert main(["mutate", "--mutants", "12"]) == 0
    assert json.loads(mutate.REPORT.read_text())["mutants"] == report["mutants"][:12]
    assert not [path for path in (place / "build/mutate").iterdir() if path.name.startswith("tmp")]


def test_too_many_live(place, monkeypatch, capsys):
    monkeypatch.setattr(Judge, "judge", lambda self, mutation, folder: judge.Judgement(
        mutation.block, "module", 7, mutation.edit, "a", "b", SURVIVED, TEST))
    assert main(["mutate", "--mutants", "3"]) == 1
    said = capsys.readouterr()
    assert "module:7 survived" in said.out and "3 mutants survive" in said.err
    assert json.loads(mutate.REPORT.read_text())["score"] == 0


def test_a_journal_of_other_sources(tmp_path, found):
    path = tmp_path / "journal"
    mutation = mutation_of(found, "enable: never", "written <= 1;")
    journal = Journal(path, "one")
    journal.judged(mutation, fake_judgement(None, mutation, None))
    journal.passed(TEST)
    with path.open("a") as file:
        file.write('{"mutant": {"bl')
    again = Journal(path, "one")
    assert set(again.judgements) == {mutation} and again.passes == {TEST}
    assert not Journal(path, "other").judgements


def test_bad_input(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["mutate", "--mutants", "0"]) == 2
    assert "0 mutants; give at least one" in capsys.readouterr().err
    (tmp_path / "build").mkdir()
    (tmp_path / "build/mutate.json").write_text("mine")
    before = tree(tmp_path)
    assert main(["mutate"]) == 2
    assert "mutate.json is no file that 'llama2-rtl mutate' wrote" in capsys.readouterr().err
    assert tree(tmp_path) == before
