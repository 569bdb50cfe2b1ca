"""The scripts and constraints of the hand-off in a Tcl interpreter: files exist, vendor commands get what they need."""

import shutil
from pathlib import Path

import pytest

from llama2_rtl.converters.registers.register_map import REGISTERS
from llama2_rtl.handover.ip import FAMILIES
from tb.handoff.folder import make, make_axi, run_script

STREAMS = ("s_axis", "m_axis")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The hand-off, moved to a folder with a space in its name."""
    parent = tmp_path_factory.mktemp("handoff")
    return Path(shutil.move(make(parent)[0], parent / "moved to here"))


@pytest.fixture(scope="module")
def axi(tmp_path_factory):
    """The hand-off of the core over AXI4."""
    return make_axi(tmp_path_factory.mktemp("handoff"))[0]


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
    properties = {name: value for name, value, object in of(calls, "set_property") if object == core}
    assert properties["supported_families"].split() == [word for family in FAMILIES for word in (family, "Production")]
    defaults = {object: value for name, value, object in of(calls, "set_property") if name == "driver_value"}
    assert defaults == {f"ipx::get_ports:{name}": "0" for name in (
        "max_tokens", "resume", "inverse_temperature", "seed")}
    assert added(calls, "constrs_1") == [folder / "constraints/llama2_rtl_ooc.xdc"]


def test_vivado_ip_over_axi(axi, tmp_path):
    """The memory's and the registers' interfaces too, the interrupt, and every register in a map of 4 KB."""
    calls = run_script(axi / "vivado/package_ip.tcl", tmp_path)
    assert {arguments[-3] for arguments in of(calls, "ipx::get_bus_interfaces")} == {
        *STREAMS, "m_axi", "s_axil", "irq", "aclk", "aresetn"}
    assert ["xilinx.com:interface:aximm_rtl:1.0", "ipx::current_core:"] in of(calls, "ipx::infer_bus_interfaces")
    assert [name for name, _ in of(calls, "ipx::add_register")] == [register.name for register in REGISTERS]
    set_to = [arguments for arguments in of(calls, "set_property")]
    assert [value for name, value, _ in set_to if name == "address_offset"] == [
        f"0x{register.offset:03x}" for register in REGISTERS]
    assert ["range", "4096", "ipx::add_address_block:registers"] in set_to
    busses, = [value for name, value, object in set_to if object.endswith("ASSOCIATED_BUSIF")]
    assert sorted(busses.split(":")) == ["m_axi", "m_axis", "s_axil", "s_axis"]
    names, = [value for name, value, object in set_to if name == "name"]
    assert f"<spirit:name>{names}</spirit:name>" in (axi / "component.xml").read_text()


def test_vivado_project_over_axi(axi, tmp_path):
    """What the testbench reads is among the files of the simulation."""
    calls = run_script(axi / "vivado/create_project.tcl", tmp_path)
    image, = (axi / "image").iterdir()
    assert added(calls, "sim_1") == [axi / "tb/llama2_rtl_axi_tb.v", image, axi / "tb/logits.mem"]


def test_out_of_context(axi, tmp_path):
    """The clock alone, of the constraints' period."""
    path = axi / "constraints/llama2_rtl_axi_ooc.xdc"
    assert run_script(path, tmp_path) == [["create_clock", "-name", "aclk", "-period", "10.0", "aclk"]]


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
        "aresetn", "s_axis_tvalid", "s_axis_tdata[*]", "s_axis_tlast", "m_axis_tready", "max_tokens[*]", "resume",
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
