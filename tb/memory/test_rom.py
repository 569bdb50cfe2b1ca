"""A ROM finds its contents where the tool runs, in the folder that a macro names, or (Yosys) beside its Verilog."""

import os
import re
import subprocess

import pytest

from llama2_rtl.converters.memory.rom import FOLDER_MACRO, rom
from llama2_rtl.converters.write import write_design
from llama2_rtl.simulation.simulators import chosen_simulator, verilator_environment
from llama2_rtl.synthesis.tools import run_yosys

WORDS = [0x11, 0xE2, 0x5A, 0x87]
ADDR = 2

TESTBENCH = f"""`timescale 1ns/1ps
module tb;
reg clk = 0;
wire [7:0] data;
rom_table dut (.clk(clk), .addr(2'd{ADDR}), .data(data));
initial begin
    #1 clk = 1;
    #1 $display("data %h", data);
    $finish;
end
endmodule
"""

MAIN = f"""#include <cstdio>
#include "Vrom_table.h"
int main() {{
    Vrom_table rom;
    rom.addr = {ADDR};
    rom.clk = 0, rom.eval();
    rom.clk = 1, rom.eval();
    std::printf("data %02x\\n", rom.data);
}}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with the ROM, its contents and what drives it."""
    folder = tmp_path / "a" / "rom"
    write_design(rom, dict(width=8, depth=len(WORDS), file="table.mem"), folder, {"table.mem": (8, WORDS)})
    (folder / "tb.v").write_text(TESTBENCH)
    (folder / "main.cpp").write_text(MAIN)
    return folder


def icarus(folder, work, defines):
    subprocess.run(["iverilog", *defines, "-o", work / "sim", folder / "rom_table.v", folder / "tb.v"], check=True,
                   cwd=work)
    return [work / "sim"]


def verilator(folder, work, defines):
    subprocess.run(["verilator", "--cc", "--exe", "--build", "-MAKEFLAGS", "OPT_GLOBAL=-O0", "--Mdir", work / "obj",
                    "--top-module", "rom_table", *defines, folder / "rom_table.v", folder / "main.cpp"],
                   check=True, cwd=work, env=os.environ | verilator_environment(), stdout=subprocess.DEVNULL)
    return [work / "obj" / "Vrom_table"]


def finds(program, work):
    """Whether the program, run in the folder `work`, reads the word from the file."""
    said = subprocess.run(program, cwd=work, text=True, capture_output=True).stdout
    return f"data {WORDS[ADDR]:02x}" in said


@pytest.mark.parametrize("build", [icarus, verilator], ids=["icarus", "verilator"])
def test_named_folder(build, folder, tmp_path):
    """With the macro, built and run elsewhere."""
    chosen_simulator(build.__name__)
    program = build(folder, tmp_path, [f'-D{FOLDER_MACRO}="{folder}"'])
    assert finds(program, tmp_path)
    (folder / "table.mem").unlink()
    assert not finds(program, tmp_path)


def test_present_folder(folder, tmp_path):
    """Without the macro, where the program runs and nowhere else."""
    program = icarus(folder, tmp_path, [])
    assert finds(program, folder) and not finds(program, tmp_path)


def test_yosys(folder, tmp_path):
    """From another folder, without the macro."""
    run_yosys("read_verilog a/rom/rom_table.v; proc; memory -nomap; write_rtlil out.il", tmp_path)
    contents = "".join(f"{word:08b}" for word in reversed(WORDS))
    assert re.search(rf"parameter \\INIT 32'{contents}", (tmp_path / "out.il").read_text())
