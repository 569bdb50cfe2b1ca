"""The recorded timing diagrams are what the present design does, and every bundle with rules has one picture."""

import json
from dataclasses import replace

import numpy as np
import pytest

from llama2_rtl.converters.interfaces.uart_wires import LineBytes
from llama2_rtl.docs import GENERATED
from llama2_rtl.pictures import generated
from llama2_rtl.pictures.bundles import bundles_page, picture_file, with_rules
from llama2_rtl.pictures.protocols import PROTOCOLS
from llama2_rtl.pictures.recorded import recorded_picture
from llama2_rtl.recording import record, vcd
from llama2_rtl.recording.stretch import best

KEPT = GENERATED / generated.RECORDINGS
X = vcd.UNKNOWN


def kept():
    return json.loads(KEPT.read_text())


def test_what_is_kept_is_what_the_design_does():
    """All runs are recorded again: what a picture shows may change wherever the design does."""
    names = generated.to_record()
    generated.check_recordings(kept())
    again, before = json.loads(json.dumps(record.as_json(record.record(names)))), kept()
    other = [name for name in names if again[name] != before[name]]
    assert not other, f"the timing diagrams of {', '.join(other)} are of an earlier design; run 'make docs'"


def test_every_bundle_has_one_picture():
    names = with_rules()
    assert len(names) > 80 and set(PROTOCOLS) < set(names)
    files = [picture_file(name) for name in names]
    assert sorted(path.name for path in GENERATED.glob("protocol-*")) == sorted(set(files)) == sorted(files)
    page = bundles_page()
    assert all(page.count(f"({file})") == 1 for file in files)


@pytest.mark.parametrize("change, sentence", [
    (lambda recordings: recordings.pop("KvRead"),
     "without a timing diagram are the bundles KvRead; recorded and no bundle to record are none: run 'make docs'"),
    (lambda recordings: recordings.update(Unheard=recordings["KvRead"]),
     "without a timing diagram are the bundles none; recorded and no bundle to record are Unheard: run 'make docs'"),
])
def test_recordings_of_other_bundles(change, sentence):
    recordings = kept()
    change(recordings)
    with pytest.raises(ValueError, match=sentence):
        generated.drawn(recordings)


def test_a_bundle_in_no_run(monkeypatch):
    monkeypatch.setattr(record, "RUNS", {"link": record.RUNS["link"]})
    assert set(record.record(["LineBytes"])) == {"LineBytes"}
    with pytest.raises(ValueError, match="no recorded run has the bundle KvRead, Matrix: let a run of "):
        record.record(["LineBytes", "KvRead", "Matrix"])


def test_a_bundle_that_is_a_part_of_another(monkeypatch):
    """One that is no port of its own is shown by ports of a class with its rules and more fields."""
    class Valid(LineBytes):
        RULES = LineBytes.RULES

        def fields(self):
            return {"valid": LineBytes.fields(self)["valid"]}

    monkeypatch.setattr(record, "RUNS", {"link": record.RUNS["link"]})
    monkeypatch.setattr(record, "with_rules", lambda: dict(LineBytes=LineBytes, Valid=Valid))
    found = record.record(["LineBytes", "Valid"])
    assert set(found["LineBytes"].wires) == {"valid", "data"} and set(found["Valid"].wires) == {"valid"}


def test_a_dump():
    """Words are cut, unknown ones told apart, a wire of two names is read under both, each when the clock falls."""
    dump = """$timescale 1ps $end
        $scope module top $end $var wire 1 ! clk $end $var wire 8 " word [7:0] $end
        $scope module u_child $end $var wire 8 " s_data [7:0] $end $upscope $end
        $upscope $end
        $enddefinitions $end
        #0
        $dumpvars
        0!
        bx "
        $end
        #5
        1!
        b10100101 "
        #10
        0!
        #15
        1!
        b1z1 "
        #20
        0!
        #25
        b11 "
        1!
        #30
        0!
        """.replace("$end $var", "$end\n$var").replace("$end $up", "$end\n$up")
    found = vcd.read(iter([line.strip() + "\n" for line in dump.splitlines() if line.strip()]), "top.clk", 4)
    assert found["top.word"].tolist() == found["top.u_child.s_data"].tolist() == [X, 5, X, 3]
    with pytest.raises(ValueError, match="the clock top.aclk is not in the dump"):
        vcd.read(iter(["$enddefinitions $end"]), "top.aclk", 4)


def stretch(length, **values):
    merit, first = best({name: np.array(of_field, np.int32) for name, of_field in values.items()}, length)
    return (merit.fields, merit.handshakes, merit.known, merit.changes), first


def test_the_best_stretch():
    many, data = [0, 1, 0, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 7, 7, 7]
    assert stretch(3, a=many, b=data) == ((1, 0, True, 2), 1), "the busiest, of three the middle one"
    assert stretch(5, a=many, b=data) == ((2, 0, True, 2), 3), "all fields before many changes"
    assert stretch(3, a=[X, 1, 0, 1, 1, 1]) == ((1, 0, True, 2), 1), "known values before others"
    assert stretch(3, a=[0, 0, 0, 0, 0, 1, 1, 1, 1]) == ((1, 0, True, 1), 4), "the change in the middle"
    assert stretch(3, a=[0, X, 1, 1, 1]) == ((0, 0, True, 0), 2), "what was unknown has not changed"
    waits = dict(valid=[1, 0, 1, 0, 1, 0, 0, 1, 1, 0], ready=[1, 0, 1, 0, 1, 0, 0, 0, 1, 0])
    assert stretch(4, **waits)[1] == 6 and stretch(4, **waits)[0][1] == 1, "a word that waits before many that do not"
    renamed = {f"ar{name}": values for name, values in waits.items()}
    assert stretch(4, **renamed) == stretch(4, **waits)


def test_what_a_recorded_picture_says():
    name, recorded = "Sample", record.Recorded("link", "crc16", "u_a.u_crc", "octet", False, 1234, dict(
        ready=[1, True, "01-1"], word=[20, False, "1f ab ab -"]))
    assert recorded.waveforms() == dict(ready=[0, 1, None, 1], word=["1F", "AB", "AB", None])
    picture = recorded_picture(name, recorded)
    for text in ("Port octet of crc16 at u_a.u_crc. Cycle 0 is cycle 1,234 after the reset.", "word[15:0]",
                 "driven by the source", "driven by the sink, crc16"):
        assert f">{text}<" in picture
    assert ">Port octet of crc16, the top. Cycle" in recorded_picture(name, replace(recorded, instance=""))
