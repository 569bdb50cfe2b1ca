"""Everything that reads a file reads what is good and refuses what once showed a fault, each in a sentence; the oracle
sees every kind of fault; `make fuzz` as a command."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.golden import llama2_c
from llama2_rtl.golden.extras import MissingExtra
from llama2_rtl.sentence import LONGEST, sentence
from tb.fuzz import oracle, run
from tb.fuzz.child import _smaller
from tb.fuzz.mutators import changed_json, changed_numbers, changed_safetensors, changed_toml
from tb.fuzz.oracle import Fault, fault
from tb.fuzz.run import KEPT, REPORT, kept, main
from tb.fuzz.targets import READERS, SEPARATOR, TARGETS, read

KEPT_INPUTS = [pytest.param(target, path, id=f"{target}-{path.name}") for target in READERS for path in kept(target)]


@pytest.mark.parametrize("target", READERS)
def test_seeds_are_read(target, tmp_path):
    """The reader takes one of them at least, and has no fault with any: what is made of them is made of something."""
    accepted = 0
    for data in TARGETS[target].inputs():
        assert fault(read(TARGETS[target], tmp_path, data), len(data)) is None
        try:
            read(TARGETS[target], tmp_path, data)()
            accepted += 1
        except ValueError:
            pass
    assert accepted


@pytest.mark.parametrize("target, path", KEPT_INPUTS)
def test_what_showed_a_fault(target, path, tmp_path):
    data = path.read_bytes()
    assert fault(read(TARGETS[target], tmp_path, data), len(data)) is None


def test_kept_inputs_are_of_a_target():
    assert {path.name for path in KEPT.iterdir()} <= set(TARGETS)


def test_the_files_of_an_input(tmp_path):
    """Parts that are not there are no files; the last one may hold what stands between them."""
    target = TARGETS["hugging-face"]
    target.write(tmp_path, SEPARATOR.join([b"a", b"", b"c", b"d" + SEPARATOR + b"e"]))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "config.json": b"a", "quantize_config.json": b"c", "model.safetensors": b"d" + SEPARATOR + b"e"}
    target.write(tmp_path, b"a")
    assert [path.name for path in tmp_path.iterdir()] == ["config.json"]


def refused():
    raise ValueError("it is wrong; correct it")  # by a test, not by a reader


def endless():
    while True:
        pass


def greedy():
    bytearray(oracle.FLOOR + (1 << 24))


@pytest.mark.parametrize("call, kind", [
    (refused, "ValueError"), (lambda: int("x"), "ValueError"), (lambda: b"\xff".decode(), "UnicodeDecodeError"),
    (lambda: {}["x"], "KeyError"), (endless, "slow"), (greedy, "memory"), (lambda: None, None),
    (lambda: open("/absent/file"), None), (lambda: llama2_c.read_llama2_c("/dev/null"), None)])
def test_the_oracle(call, kind, monkeypatch):
    """A `raise` of this project alone refuses: not one of a test, and no error of Python's own."""
    monkeypatch.setattr(oracle, "LONGEST_S", 0.2)
    found = fault(call, 0)
    assert (found and found.kind) == kind


@pytest.mark.parametrize("said, is_fault", [("a sentence", False), ("", True)])
def test_a_refusal_is_a_sentence(said, is_fault, monkeypatch):
    def wrong(*_):
        raise ValueError(said)
    monkeypatch.setattr(oracle, "_origin", lambda error: ("golden/x.py:1", True))
    found = fault(wrong, 0)
    assert (found and found.kind) == ("sentence" if is_fault else None)


def test_a_sentence_is_a_line():
    """Whatever a file has put into it."""
    assert sentence(ValueError("a\n\x1b[31m\ud800b")) == "a\\n\\x1b[31m\\ud800b"
    assert sentence(FileNotFoundError(2, "No such file or directory", "x")) == "x: No such file or directory"
    assert sentence(ValueError("€ ünïcode")) == "€ ünïcode"
    long = sentence(ValueError("begin " + "x" * 10**6 + " end"))
    assert len(long) <= LONGEST and long.startswith("begin ") and long.endswith(" end")


def test_a_smaller_input():
    def judged(data):
        return Fault("KeyError", "a.py:1", "") if b"!" in data else None
    assert _smaller(b"x" * 500 + b"!" + b"y" * 300, judged(b"!"), judged) == b"!"


@pytest.mark.parametrize("change, data", [
    (changed_json, b'{"a": [1, "x", {"b": null}]}'), (changed_toml, b'a = 1\n[t]\nb = "x"\n'),
    (changed_numbers, bytes(64)),
    (changed_safetensors, TARGETS["hugging-face"].seeds()[0][3])], ids=["json", "toml", "numbers", "safetensors"])
def test_changes(change, data):
    """Each seed of chance gives a change of its own, always the same, and of JSON mostly JSON."""
    from random import Random
    found = [change(data, Random(seed), lambda part: part + b"?") for seed in range(60)]
    assert found == [change(data, Random(seed), lambda part: part + b"?") for seed in range(60)]
    assert len(set(found)) > 20
    if change is changed_json:
        assert all(isinstance(json.loads(one.rstrip(b"?")), (dict, list, str, int, float, bool, type(None)))
                   for one in found)


@pytest.mark.parametrize("words, said", [
    (["--seconds=0"], "0 seconds; give SECONDS of at least one"),
    (["--only=gguff"], "there is no target 'gguff'; did you mean gguf?"),
    (["--input=x"], "an INPUT is of one target; name it with ONLY="),
    (["--only=gguf", "--input=/absent"], "/absent is not a file; give the path of an input")])
def test_bad_input(words, said, capsys):
    assert main(words) == 2
    assert capsys.readouterr() == ("", f"make fuzz: {said}\n")


def test_without_the_fuzzer(monkeypatch, capsys):
    def missing(*extras):
        raise MissingExtra(f"{extras} is not installed")
    monkeypatch.setattr(run, "need", missing)
    assert main([]) == 2
    assert capsys.readouterr().err == "make fuzz: ('fuzzing',) is not installed\n"


def test_one_input(capsys):
    path = KEPT / "device" / "nested_too_deeply"
    assert main(["--only=device", f"--input={path}"]) == 0
    assert capsys.readouterr().out == "device: it is read, or refused in a sentence\n"


FAKE = """import json, sys, time
from pathlib import Path
given = dict(zip(sys.argv[2::2], sys.argv[3::2]))
if "--input" in given: sys.exit(print(json.dumps(dict(kind="KeyError", place="a.py:1", said="no"))) or 3)
Path(given["--corpus"], "new").write_text("new")
path = Path(given["--findings"], "KeyError-a.py-1")
path.write_text("x")
print(json.dumps(dict(points=20)))
print("#2\\tINITED cov: 7 ft: 9 corp: 1/2b exec/s: 0 rss: 1Mb")
for _ in range(2):
    print(json.dumps(dict(kind="KeyError", place="a.py:1", said="no", name="KeyError", input=str(path))))
print("#50\\tNEW    cov: 12 ft: 9 corp: 1/2b exec/s: 0 rss: 1Mb", flush=True)
time.sleep({sleep})
print("stat::number_of_executed_units: 70")
if int(given["--seed"]) == 1: sys.exit(print("Test unit written to " + str(path.with_name("crash-ab"))) or 77)
"""


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """The current folder; in the fuzzer's place a program that says what one does."""
    def put(sleep):
        (tmp_path / "fake.py").write_text(FAKE.replace("{sleep}", str(sleep)))
        monkeypatch.setattr(run, "CHILD", [sys.executable, tmp_path / "fake.py"])
        monkeypatch.setattr(run, "need", lambda *_: None)
        return tmp_path
    monkeypatch.chdir(tmp_path)
    return put


def test_the_command(fake, capsys):
    """What ends the process is a finding too, and the fuzzer goes on for the time that is left."""
    fake(0.6)
    assert main(["--only=device", "--seconds=1"]) == 1
    report = json.loads(REPORT.read_text())
    assert (report["written_by"], report["seed"]) == ("llama2-rtl fuzz", 1)
    [told] = report["targets"]
    assert told["target"] == "device" and told["executions"] == 140
    assert (told["edges"], told["points"]) == (12, 20)
    assert told["corpus"] == len(TARGETS["device"].inputs()) + len(kept("device")) + 1
    crash, = [one for one in told["findings"] if one["kind"] == "crash"]
    other, = [one for one in told["findings"] if one["kind"] == "KeyError"]
    assert crash["said"] == "the process ends with status 77"
    assert other["command"] == "make fuzz ONLY=device INPUT=build/fuzz/device/findings/KeyError-a.py-1"
    said = capsys.readouterr().out
    assert other["command"] in said and "140 executions, 2 findings; written to build/fuzz.json" in said
    assert main(["--only=device", f"--input={other['input']}"]) == 1
    assert capsys.readouterr().out == "device: no (a.py:1)\n"


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it(number, status, tmp_path):
    (tmp_path / "fake.py").write_text(FAKE.replace("{sleep}", "100"))
    program = ("import sys; from tb.fuzz import run; run.need = lambda *_: None; "
               f"run.CHILD = [sys.executable, '{tmp_path}/fake.py']; sys.exit(run.main(['--only=device']))")
    begun = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)},
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while not Path(tmp_path, "build/fuzz/device/corpus/new").exists():
        time.sleep(0.05)
    begun.send_signal(number)
    assert (begun.stderr.read(), begun.wait()) == (b"", status)
    assert not (tmp_path / REPORT).exists()
