"""The models of the ECP5's cells: block RAMs and multipliers as Yosys uses them, against their sources; parameters."""

import json
import random
import re
import subprocess

import pytest

from llama2_rtl.converters.write import memory_text
from llama2_rtl.simulation.netlist import as_netlist
from llama2_rtl.simulation.simulate import simulate_verilog
from llama2_rtl.simulation.simulators import chosen_seed, chosen_simulator
from llama2_rtl.synthesis.ecp5.netlist import library_module, simulation_files
from tb.synthesis.block_ram_bench import bench
from tb.synthesis.cell_sources import INPUTS, memory_files, miter, sources, top

MODES = [f"DATA_WIDTH_A(32'd{width})" for width in (1, 2, 4, 9, 18, 36)]
MODES += [f"DATA_WIDTH_B(32'd{width})" for width in (1, 2, 4, 9, 18, 36)]
MODES += [f'WRITEMODE_A("{mode}")' for mode in ("NORMAL", "WRITETHROUGH", "READBEFOREWRITE")]
MODES += ['RESETMODE("SYNC")', 'RESETMODE("ASYNC")', 'CLKAMUX("INV")', 'REGMODE_B("OUTREG")', "MULT18X18D"]
MODES += ['REG_OUTPUT_CLK("CLK0")', "CE0(en)", "OCEA(en)", "OCEB(en)"]
"""What the netlist must hold, so that nothing falls back to flip-flops and LUTs unseen."""


def test_inferred_cells(monkeypatch):
    monkeypatch.delenv("NETLIST", raising=False)
    contents = memory_files(random.Random(chosen_seed()))
    texts = {name: memory_text(width, words) for name, (width, words) in contents.items()}
    outputs = {name: bits for name, bits, _ in sources("")}

    def side(name):
        return "".join(text for *_, text in sources(f"{name}_")) + top(name, f"{name}_", outputs)

    netlist = as_netlist({"cells_under_test.v": side("netlist")}, "netlist", texts, ())
    missing = [mode for mode in MODES if mode not in netlist["netlist.v"]]
    assert not missing, f"Yosys made no use of {', '.join(missing)}"
    simulate_verilog(netlist | {"source.v": side("source"), "miter.v": miter(outputs)}, "miter",
                     dict(inputs=list(INPUTS), outputs=["differs"]), "tb.synthesis.ecp5_cells_cocotb", contents,
                     dict(NAMES=json.dumps(list(outputs))))


def run_verilog(folder, text):
    """What the Verilog prints in Icarus with the cells beside it."""
    chosen_simulator("icarus")
    files = simulation_files("") | {"bench.v": text}
    for name, content in files.items():
        (folder / name).write_text(content)
    subprocess.run(["iverilog", "-g2012", "-s", "bench", "-o", "bench.vvp", *files], cwd=folder, check=True)
    return subprocess.run(["vvp", "bench.vvp"], cwd=folder, text=True, stdout=subprocess.PIPE).stdout


READ, WRITE = dict(byte=1), dict(we=1, byte=1, data=7)
HOLD = dict(ce=0, byte=3)
CASES = {
    # Parameters, cycles, and the output before and after the edge of each.
    "no register": ({}, [READ, HOLD, dict(byte=2)], [0, 101, 101, 101, 101, 102]),
    "register": (dict(REGMODE_A="OUTREG"), [READ, dict(byte=2), dict(byte=3, oce=0), HOLD, HOLD],
                 [0, 0, 0, 101, 101, 101, 101, 103, 103, 103]),
    "selected by 5": (dict(CSDECODE_A="0b101"),
                      [READ | dict(cs=5), dict(byte=2), WRITE | dict(cs=4), READ | dict(cs=5)],
                      [0, 101, 101, 101, 101, 101, 101, 101]),
    "inverted pins": (dict(WEAMUX="INV", CEAMUX="INV", RSTAMUX="INV"),
                      [dict(ce=0, we=1, rst=1, byte=1), dict(ce=1, we=1, rst=1, byte=2),
                       dict(ce=0, we=1, rst=0, byte=2), dict(ce=0, we=0, rst=1, byte=1, data=7),
                       dict(ce=0, we=1, rst=1, byte=1)],
                      [0, 101, 101, 101, 101, 0, 0, 0, 0, 7]),
    "synchronous reset": ({}, [READ, dict(rst=1, ce=0), WRITE | dict(rst=1), READ],
                          [0, 101, 101, 0, 0, 0, 0, 101]),
    "asynchronous reset": (dict(RESETMODE="ASYNC", ASYNC_RESET_RELEASE="ASYNC"), [READ, dict(rst=1, byte=1), READ],
                           [0, 101, 0, 0, 0, 101]),
    "registers reset": (dict(REGMODE_A="OUTREG"), [READ, READ, dict(rst=1), HOLD], [0, 0, 0, 101, 101, 0, 0, 0]),
}


@pytest.mark.parametrize("name", CASES)
def test_block_ram_parameters(name, tmp_path):
    parameters, cycles, expected = CASES[name]
    printed = run_verilog(tmp_path, bench(cycles, **parameters))
    assert [int(value) for value in re.findall(r"(?:before|after) (\d+)", printed)] == expected


def test_falling_edge(tmp_path):
    printed = run_verilog(tmp_path, bench([READ, HOLD, dict(byte=2)], CLKAMUX="INV"))
    assert re.findall(r"(?:before|after) (\d+)", printed) == ["0", "0", "101", "101", "101", "101"]


INSTANCE = "module bench; {cell} #({parameters}) u_cell ({pins}); initial #1 $finish; endmodule\n"
REFUSED = [
    ("DP16KD", ".DATA_WIDTH_A(3)", "DP16KD: DATA_WIDTH_A=3 with DATA_WIDTH_B=18 is not modelled"),
    ("DP16KD", ".DATA_WIDTH_B(36)", "DP16KD: DATA_WIDTH_A=18 with DATA_WIDTH_B=36 is not modelled"),
    ("DP16KD", '.WRITEMODE_B("OTHER")', "DP16KD: WRITEMODE_A=NORMAL, WRITEMODE_B=OTHER is not modelled"),
    ("DP16KD", '.REGMODE_A("OTHER")', "DP16KD: REGMODE_A=OTHER, REGMODE_B=NOREG is not modelled"),
    ("DP16KD", '.RESETMODE("ASYNC")', "DP16KD: RESETMODE=ASYNC with ASYNC_RESET_RELEASE=SYNC is not modelled"),
    ("DP16KD", '.CSDECODE_A("0b002")', "DP16KD: CSDECODE_A=0b002, CSDECODE_B=0b000 is not modelled"),
    ("DP16KD", '.OCEBMUX("1")', "DP16KD: a control pin's multiplexer is neither the pin nor INV"),
    ("DP16KD", '.INIT_DATA("DYNAMIC")', "DP16KD: INIT_DATA=DYNAMIC is not modelled"),
    ("MULT18X18D", '.REG_INPUTA_CLK("CLK0")', "MULT18X18D: its registers before the product are not modelled"),
    ("MULT18X18D", '.REG_OUTPUT_CLK("CLK1")', "MULT18X18D: REG_OUTPUT_CLK=CLK1"),
    ("MULT18X18D", '.REG_OUTPUT_CLK("CLK0"), .RESETMODE("ASYNC")', "RESETMODE=ASYNC is not modelled"),
    ("MULT18X18D", '.MULT_BYPASS("ENABLED")', "MULT_BYPASS=ENABLED is not modelled"),
    ("TRELLIS_FF", '.SRMODE("ASYNC")', "SRMODE=ASYNC, REGSET=RESET, LSRMODE=LSR is not modelled"),
    ("TRELLIS_FF", '.CLKMUX("INV")', "CLKMUX=INV"),
]


@pytest.mark.parametrize("cell, parameters, sentence", REFUSED)
def test_refused_parameter(cell, parameters, sentence, tmp_path):
    pins = ".SOURCEA(1'b0), .SOURCEB(1'b0)" if cell == "MULT18X18D" else ""
    assert sentence in run_verilog(tmp_path, INSTANCE.format(cell=cell, parameters=parameters, pins=pins))


def test_refused_input(tmp_path):
    text = INSTANCE.format(cell="MULT18X18D", parameters="", pins=".SOURCEA(1'b1), .SOURCEB(1'b0)")
    assert "an input shifted in from the neighbour is not modelled" in run_verilog(tmp_path, text)


def test_unknown_parameter():
    with pytest.raises(AssertionError, match="the model of DP16KD does not know DIA3MUX"):
        simulation_files('  DP16KD #(\n    .DIA3MUX("INV")\n  ) u_ram (\n  );\n')


FLIP_FLOPS = """`timescale 1ns/1ps
module bench;
    reg clock = 0;
    reg [2:0] inputs;
    integer i, seed = {seed};
    wire [5:0] ours, theirs;
{instances}
    always #1 clock = ~clock;
    initial begin
        for (i = 0; i < 400; i = i + 1) begin
            #2 inputs = $random(seed);
            if (i % 16 == 15) inputs[i / 16 % 3] = 1'bx;
            if (ours !== theirs) $display("differ at %0d: %b, the library %b", i, ours, theirs);
        end
        $display("compared");
        $finish;
    end
endmodule
"""


def test_flip_flop(tmp_path):
    instances = ""
    for index, (enable, value) in enumerate([
            (enable, value) for enable in ("1", "CE", "INV") for value in ("RESET", "SET")]):
        for cell, output in (("TRELLIS_FF", "ours"), ("LIBRARY_FF", "theirs")):
            instances += (f'    {cell} #(.CEMUX("{enable}"), .REGSET("{value}")) u_{output}_{index} (.CLK(clock), '
                          f".DI(inputs[0]), .CE(inputs[1]), .LSR(inputs[2]), .Q({output}[{index}]));\n")
    library = library_module("TRELLIS_FF").replace("module TRELLIS_FF", "module LIBRARY_FF")
    printed = run_verilog(tmp_path, FLIP_FLOPS.format(seed=chosen_seed(), instances=instances) + library)
    assert printed.split() == ["compared"]
