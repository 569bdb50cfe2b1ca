"""Operations on the ways into the hardware: those to begin with and those that once showed a fault go well, and reach
most of the Verilog; Verilog that is broken is found; libFuzzer is given the counters."""

import ctypes
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tb.fuzz.hardware.doors import DOORS, UART
from tb.fuzz.hardware.program import Library, built
from tb.fuzz.hardware.target import Player
from tb.fuzz.run import kept

REACHED = dict(uart=0.7, registers=0.6)
"""What the inputs to begin with reach at least of the points of the Verilog, among which are rules that hold."""


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in DOORS])
def door(request):
    """(name, Hardware, Player)."""
    return request.param, DOORS[request.param], DOORS[request.param].judge(None)


def test_inputs_to_begin_with(door):
    """None has a fault, and together they reach what there is."""
    name, target, play = door
    reached = set()
    for data in target.inputs():
        assert play(data) is None
        reached |= {point for point, count in enumerate(play.library.reached) if count}
    assert len(reached) > REACHED[name] * len(play.library.reached)


def test_what_showed_a_fault(door):
    name, _, play = door
    assert [play(path.read_bytes()) for path in kept(name)] == [None] * len(kept(name))


def test_an_input_is_played_anew(door):
    """What was played before does not matter, not even an input that ends in the middle."""
    _, target, play = door
    data = target.inputs()[-1]
    play(data)
    alone = bytes(play.library.reached)
    for other in (target.inputs()[1], bytes(range(256))):
        assert play(other) is None and play(data) is None
        assert bytes(play.library.reached) == alone


@pytest.mark.xdist_group("uart")
def test_broken_verilog():
    """A transmitter that takes a byte back which the line has not taken breaks a rule, of which a Fault tells."""
    def changed(name, text):
        if name != "packet_transmitter":
            return text
        assert text.count("else if (m_ready) begin") == 1
        return text.replace("else if (m_ready) begin", "else begin")
    play = Player(Library(built(UART, changed=changed)))
    found = play(b"")
    assert (found.kind, found.place) == ("rule", "host_link.u_packet_transmitter")
    assert "a word once offered stays until it is taken" in found.said


ENGINE = """extern "C" {
void *begun[2], *ended[2];
void __sanitizer_cov_8bit_counters_init(void *begin, void *end) { begun[0] = begin; ended[0] = end; }
void __sanitizer_cov_pcs_init(void *begin, void *end) { begun[1] = begin; ended[1] = end; }
}"""


def test_the_fuzzer_is_given_the_counters(tmp_path, monkeypatch, capsys):
    """Those of the library, and as many places."""
    path = tmp_path / "engine.so"
    subprocess.run(["g++", "-shared", "-fPIC", "-xc++", "-", "-o", path], input=ENGINE, text=True, check=True)
    monkeypatch.setitem(sys.modules, "atheris", SimpleNamespace(core_with_libfuzzer=SimpleNamespace(__file__=path)))
    counters = (ctypes.c_uint8 * 7)()
    DOORS["uart"].guide(SimpleNamespace(library=SimpleNamespace(reached=counters)))
    begun, ended = ((ctypes.c_size_t * 2).in_dll(ctypes.CDLL(path), name) for name in ("begun", "ended"))
    assert begun[0] == ctypes.addressof(counters) and [ended[at] - begun[at] for at in (0, 1)] == [7, 7 * 16]
    assert json.loads(capsys.readouterr().out) == dict(points=7)
