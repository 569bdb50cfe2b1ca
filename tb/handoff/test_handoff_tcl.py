"""The scripts and constraints of the hand-off in a Tcl interpreter: files exist, vendor commands get what they need."""

import shutil
from pathlib import Path

import pytest

from tb.handoff.folder import make, run_script

STREAMS = ("s_axis", "m_axis")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The hand-off, moved to a folder with a space in its name."""
    parent = tmp_path_factory.mktemp("handoff")
    return Path(shutil.move(make(parent)[0], parent / "moved to here"))


def rtl(folder):
    """The Verilog files in the order of the file list, then the memory files."""
    lines = (folder / "rtl" / "filelist.f").read_text().splitlines()
    memories = sorted(path.name for path in (folder / "rtl").glob("*.mem"))
    return [folder / "rtl" / name for name in [line for line in lines if not line.startswith("//")] + memories]


def of(calls, command):
    return [arguments for name, *arguments in calls if name == command]


def added(calls, fileset):
    """The files that a Vivado script adds to a file set."""
    return [Path(file) for norecurse, option, name, *files in of(calls, "add_files") if name == fileset
            for file in files]


def test_vivado_project(folder, tmp_path):
    calls = run_script(folder / "vivado/create_project.tcl", tmp_path, "xc7z020clg400-1")
    assert of(calls, "create_project") == [
        ["-force", "-part", "xc7z020clg400-1", "llama2_rtl", str(folder / "vivado/project")]]
    assert added(calls, "sources_1") == rtl(folder)
    assert added(calls, "constrs_1") == [folder / "constraints/llama2_rtl.xdc"]
    assert added(calls, "sim_1") == [folder / "tb/llama2_rtl_tb.v"]
    tops = [arguments[1:] for arguments in of(calls, "set_property") if arguments[0] == "top"]
    assert tops == [["llama2_rtl", "get_filesets:sources_1"], ["llama2_rtl_tb", "get_filesets:sim_1"]]
    assert list(tmp_path.iterdir()) == []


def test_vivado_ip(folder, tmp_path):
    calls = run_script(folder / "vivado/package_ip.tcl", tmp_path)
    assert added(calls, "sources_1") == rtl(folder)
    packaged, = of(calls, "ipx::package_project")
    assert packaged[packaged.index("-root_dir") + 1] == str(folder / "vivado/ip") and "-import_files" in packaged
    names = [name for name, *_ in calls]
    order = ["ipx::package_project", "ipx::infer_bus_interfaces", "ipx::add_bus_parameter", "ipx::save_core"]
    assert sorted(order, key=names.index) == order
    core = "ipx::current_core:"
    assert of(calls, "ipx::infer_bus_interfaces") == [["xilinx.com:interface:axis_rtl:1.0", core]]
    assert of(calls, "ipx::infer_bus_interface") == [["aclk", "xilinx.com:signal:clock_rtl:1.0", core],
                                                     ["aresetn", "xilinx.com:signal:reset_rtl:1.0", core]]
    interfaces = {arguments[-3] for arguments in of(calls, "ipx::get_bus_interfaces")}
    assert interfaces == {*STREAMS, "aclk", "aresetn"}
    assert of(calls, "ipx::add_bus_parameter") == [["ASSOCIATED_BUSIF", "ipx::get_bus_interfaces:aclk"],
                                                   ["ASSOCIATED_RESET", "ipx::get_bus_interfaces:aclk"],
                                                   ["POLARITY", "ipx::get_bus_interfaces:aresetn"]]
    values = {object.removeprefix("ipx::add_bus_parameter:"): value
              for name, value, object in of(calls, "set_property") if name == "value"}
    assert values == dict(ASSOCIATED_BUSIF="s_axis:m_axis", ASSOCIATED_RESET="aresetn", POLARITY="ACTIVE_LOW")


def test_quartus_project(folder, tmp_path):
    calls = run_script(folder / "quartus/create_project.tcl", tmp_path, "Cyclone 10 LP", "10CL120YF780I7G")
    project = folder / "quartus/project"
    assigned = {name: value for name, value in of(calls, "set_global_assignment")}
    assert assigned["FAMILY"] == "Cyclone 10 LP" and assigned["DEVICE"] == "10CL120YF780I7G"
    assert assigned["TOP_LEVEL_ENTITY"] == "llama2_rtl"
    files = {kind: [value for name, value in of(calls, "set_global_assignment") if name == kind]
             for kind in ("VERILOG_FILE", "SDC_FILE")}
    assert [(project / value).resolve() for value in files["VERILOG_FILE"]] == [
        path for path in rtl(folder) if path.suffix == ".v"]
    assert files["SDC_FILE"] == ["../../constraints/llama2_rtl.sdc", "../uncertainty.sdc"]
    assert {path.name: path.read_bytes() for path in project.iterdir()} == {
        path.name: path.read_bytes() for path in rtl(folder) if path.suffix == ".mem"}
    assert [name for name, *_ in calls][-2:] == ["export_assignments", "project_close"]


@pytest.mark.parametrize("suffix", ["xdc", "sdc"])
def test_constraints(suffix, folder, tmp_path):
    """The clock, and a delay for every other port; nothing of Tcl but what an XDC file may hold."""
    path = folder / f"constraints/llama2_rtl.{suffix}"
    calls = run_script(path, tmp_path)
    assert of(calls, "create_clock") == [["-name", "aclk", "-period", "10.0", "aclk"]]
    inputs, outputs = (of(calls, f"set_{direction}_delay") for direction in ("input", "output"))
    assert {tuple(arguments[:-1]) for arguments in inputs + outputs} == {("-max", "-clock", "aclk", "4.0")}
    assert [arguments[-1] for arguments in inputs] == [
        "aresetn", "s_axis_tvalid", "s_axis_tdata[*]", "s_axis_tlast", "m_axis_tready", "max_tokens[*]",
        "inverse_temperature[*]", "seed[*]"]
    assert [arguments[-1] for arguments in outputs] == [
        "s_axis_tready", "m_axis_tvalid", "m_axis_tdata[*]", "m_axis_tlast"]
    commands = {line.split()[0] for line in path.read_text().splitlines() if line and not line.startswith("#")}
    assert commands == {"set", "create_clock", "set_input_delay", "set_output_delay"}


def test_missing_file(folder, tmp_path):
    """The stand-ins refuse a script that names a file which is not there."""
    broken = shutil.copytree(folder, tmp_path / "broken")
    (broken / "rtl" / "llama2_rtl_token_loop.v").unlink()
    for script in ("vivado/create_project.tcl", "vivado/package_ip.tcl", "quartus/create_project.tcl"):
        with pytest.raises(AssertionError, match="there is no file .*token_loop.v"):
            run_script(broken / script, tmp_path)
