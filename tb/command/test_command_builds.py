"""The folders that simulations build in: each belongs to one content, is kept from run to run, and is never taken."""

import pytest

from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.golden.marks import MARK_FILE, FolderMark
from llama2_rtl.main import main
from llama2_rtl.simulation import folders, netlist, simulate
from llama2_rtl.simulation.external import program
from tb.engine.geometries import geometry
from tb.harness.tree import tree

FOREIGN = "holds files that 'llama2-rtl sim' did not write; move them away, or choose an empty folder or a new one"


def run_ram():
    """Simulates a memory; returns the folders of the build and of the run in it."""
    work = simulate.simulate(ram, dict(width=4, depth=4), "tb.hdl.ram_cocotb",
                             extra_env=dict(WIDTH=4, DEPTH=4, LATENCY=1, WRITE_LATENCY=1))
    return [work.parent, work]


def run_netlist():
    netlist.as_netlist({"top.v": "module top; endmodule\n"}, "top", {}, ())
    return list(netlist.BUILD.iterdir())


def run_program():
    return [program.build(geometry(8, 16, 20, 2, 1, vocab_size=23, context=12))]


@pytest.mark.parametrize("run", [run_ram, run_netlist, run_program])
def test_kept_and_never_taken(run, tmp_path, monkeypatch):
    """A second run takes the folders of the first; without their mark they are foreign."""
    monkeypatch.setattr(simulate, "BUILD", tmp_path / "sim")
    monkeypatch.setattr(program, "BUILD", tmp_path / "external")
    monkeypatch.setattr(program, "call_tool", lambda *_: None)
    monkeypatch.setattr(netlist, "BUILD", tmp_path / "netlist")
    monkeypatch.setattr(netlist, "ecp5_netlist", lambda *_: "module top; endmodule\n")
    places = run()
    assert run() == places
    for place in places:
        assert FolderMark("sim").is_on(place)
        (place / MARK_FILE).rename(tmp_path / "mark")
        before = tree(tmp_path)
        with pytest.raises(ValueError, match=f"{place} {FOREIGN}"):
            run()
        assert tree(tmp_path) == before
        (tmp_path / "mark").rename(place / MARK_FILE)


def test_a_program_is_compiled_once(tmp_path, monkeypatch):
    """Whatever it simulates then; what only the compiler needs, far larger than the program, does not stay."""
    monkeypatch.setenv("SIM", "verilator")
    monkeypatch.setattr(simulate, "BUILD", tmp_path / "sim")
    [build, work] = run_ram()
    assert not list(build.glob("*.gch"))
    compiled = (build / "ram_4x4").stat().st_mtime_ns
    (build / "Vtop.mk").unlink()
    assert run_ram() == [build, work]
    assert (build / "ram_4x4").stat().st_mtime_ns == compiled and not (build / "Vtop.mk").exists()


def test_demo(tmp_path, monkeypatch, capsys):
    """The command says so in one sentence."""
    wanted = []

    def interrupted(folder, command):
        wanted.append(folder)
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate, "BUILD", tmp_path / "sim")
    with monkeypatch.context() as patch:
        patch.setattr(folders, "kept_folder", interrupted)
        assert main(["demo", "--steps", "1"]) == 130
    [place] = wanted
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("precious")
    before = tree(tmp_path)
    capsys.readouterr()
    assert main(["demo", "--steps", "1"]) == 2
    assert tree(tmp_path) == before
    assert capsys.readouterr().err == f"llama2-rtl demo: {place} {FOREIGN}\n"
