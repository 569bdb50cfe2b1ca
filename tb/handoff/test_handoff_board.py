"""The hand-off for a board: the block design and the kernel in a Tcl interpreter, each interface of the core in its
place, the addresses those of the board's memory; the core is started and asked through its one port."""

import re
import shutil
import tomllib
from dataclasses import replace

import pytest

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.presets import PRESETS
from llama2_rtl.converters.registers.driver_python import driver_python
from llama2_rtl.converters.registers.register_map import BY_NAME, registers_of
from llama2_rtl.converters.registers.token_words import TOKEN_WORDS, TOKENS_OFFSET
from llama2_rtl.device.choice import choose_core
from llama2_rtl.device.mapped import read_device_file
from llama2_rtl.device.regions import regions_of
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_file import read_image
from llama2_rtl.handoff import preset_on_board
from llama2_rtl.handover.places import place
from llama2_rtl.main import main, parser
from llama2_rtl.simulation.lint import lint_files
from llama2_rtl.synthesis.board_files.read import FOLDER, board_file
from tb.engine.geometries import TAILS
from tb.handoff.folder import (
    AXI_LANES,
    FOREIGN,
    MODEL,
    change,
    fusesoc,
    make_on_board,
    run_script,
    texts,
    verilog_header,
)
from tb.handoff.test_handoff_axi import GEOMETRY
from tb.handoff.test_handoff_ip import all_of, read, text
from tb.handoff.test_handoff_tcl import of

TOP, KERNEL = "llama2_rtl_hosted", "llama2_rtl_hosted_kernel"
LANES, PORTS = 32, 2
"""Of the small model; two of the KV260's ports of 128 bits."""


@pytest.fixture(scope="module")
def kv260(tmp_path_factory):
    return make_on_board(tmp_path_factory.mktemp("handoff"), "kv260", "--lanes", str(LANES))[0]


@pytest.fixture(scope="module")
def alveo(tmp_path_factory):
    """A card with narrow ports, so that the small model fills several."""
    folder = tmp_path_factory.mktemp("handoff")
    card = folder / "card.toml"
    card.write_text((FOLDER / "u55c.toml").read_text().replace("beat_bytes = 64", "beat_bytes = 16"))
    return make_on_board(folder, card, "--lanes", str(LANES))[0]


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """The core that the pages' figures are of, at one port."""
    return make_on_board(tmp_path_factory.mktemp("handoff"), "kv260", "--lanes", str(AXI_LANES))[0]


@pytest.fixture
def calls(kv260, tmp_path):
    return run_script(kv260 / "board/block_design.tcl", tmp_path)


def pins(calls, command):
    """The pairs of pins that are connected."""
    return [tuple(pin.partition(":")[2] for pin in pair) for pair in of(calls, command)]


def test_one_port_sim(narrow, tmp_path):
    """The testbench has no other way to the tokens than the words behind the registers."""
    status, words = fusesoc(narrow, "sim", tmp_path, TOP)
    assert status == 0 and re.search(r"^PASS: 4 tokens and their logits", words, re.M), words
    assert "axis" not in (narrow / f"tb/{TOP}_tb.v").read_text()


@pytest.mark.parametrize(("pattern", "replacement", "sentence"), [
    (r"answer\[0\] = (\d+);", r"answer[0] = \g<1> + 1;", r"FAIL: token 0 is \d+, expected \d+"),
    (r"(sent == PROMPT_TOKENS - 1 \? )13'h1008", r"\g<1>13'h1000", "FAIL: a write of a register is answered"),
], ids=["answer", "word"])
def test_one_port_sim_sees(pattern, replacement, sentence, narrow, tmp_path):
    copy = shutil.copytree(narrow, tmp_path / "copy")
    change(copy / f"tb/{TOP}_tb.v", pattern, replacement)
    status, words = fusesoc(copy, "sim", tmp_path, TOP)
    assert status != 0 and re.search(sentence, words) and "PASS" not in words, words


def test_several_ports_sim(tmp_path):
    """Of a model whose logits leave the engine several in a cycle."""
    g = TAILS["tail_4"]
    folder, _ = make_on_board(tmp_path, "kv260", "--lanes", str(g.lanes), "--positions", "2", model=g.model)
    assert re.search(r"rows <= rows \+ [24];", (folder / f"tb/{TOP}_tb.v").read_text())
    status, words = fusesoc(folder, "sim", tmp_path, TOP)
    assert status == 0 and re.search(r"^PASS: \d+ tokens and their logits", words, re.M), words


def test_lint(kv260, tmp_path):
    status, words = fusesoc(kv260, "lint", tmp_path, TOP)
    assert status == 0, words


def test_what_is_connected(kv260, calls):
    """Every interface of the IP once, each memory port at one of the processing system that is switched on."""
    cells = {arguments[-1]: arguments[-2] for arguments in of(calls, "create_bd_cell")}
    root = read(kv260)
    assert cells["core"] == ":".join(text(root, f"s:{name}") for name in ("vendor", "library", "name", "version"))
    interfaces = {name.text for name in all_of(root, "s:busInterfaces/s:busInterface/s:name")}
    nets, buses = pins(calls, "connect_bd_net"), pins(calls, "connect_bd_intf_net")
    of_core = [pin.partition("/")[2] for pair in nets + buses for pin in pair if pin.startswith("core/")]
    assert sorted(of_core) == sorted(interfaces)
    assert {pin.partition("/")[0] for pair in nets + buses for pin in pair} == {*cells}
    clocked = {other for source, other in nets if source == "ps/pl_clk0"}
    assert clocked == {"core/aclk", "control/aclk", "reset/slowest_sync_clk", "ps/maxihpm0_fpd_aclk",
                       *(f"ps/saxihp{port}_fpd_aclk" for port in range(PORTS))}
    assert dict(buses) == {"ps/M_AXI_HPM0_FPD": "control/S00_AXI", "control/M00_AXI": "core/s_axil"} | {
        f"core/m_axi_{port}": f"ps/S_AXI_HP{port}_FPD" for port in range(PORTS)}


def test_the_processing_system(calls):
    """As many of its ports as the core has, as wide; the clock of the board's file."""
    listed, = [value.split() for option, value, cell in of(calls, "set_property")
               if option == "-dict" and cell == "create_bd_cell:ip" and "PSU" in value]
    settings = dict(zip(listed[::2], listed[1::2], strict=True))
    for port in range(PORTS):
        assert settings[f"CONFIG.PSU__USE__S_AXI_GP{2 + port}"] == "1"
        assert settings[f"CONFIG.PSU__SAXIGP{2 + port}__DATA_WIDTH"] == str(8 * LANES // PORTS)
    assert len([name for name in settings if "__USE__S_AXI" in name]) == PORTS
    assert settings["CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ"] == "300"
    assert settings["CONFIG.PSU__MAXIGP0__DATA_WIDTH"] == "128"
    assert settings["CONFIG.PSU__USE__M_AXI_GP0"] == settings["CONFIG.PSU__USE__IRQ0"] == "1"


def test_addresses(kv260, calls):
    """The registers where device.toml has them, of the size that the IP has; all ranges of the memory at every port."""
    assigned = {}
    for *_, space, segment, force in of(calls, "assign_bd_address"):
        assert force == "-force"
        assigned.setdefault(space.partition(":")[2], []).append(segment.partition(":")[2])
    assert assigned == {"ps/Data": ["core/s_axil/registers"]} | {f"core/m_axi_{port}": [
        f"ps/SAXIGP{2 + port}/HP{port}_DDR_{half}" for half in ("LOW", "HIGH")] for port in range(PORTS)}
    ranges = [(int(offset, 0), int(size, 0)) for _, offset, _, size, *_ in of(calls, "assign_bd_address")]
    told = read_device_file(kv260 / "board/device.toml")
    assert ranges == [(told.registers.address, 2 * TOKENS_OFFSET)] + PORTS * list(board_file("kv260").memory.ranges)
    assert text(read(kv260), "s:memoryMaps/s:memoryMap/s:addressBlock/s:range") == str(2 * TOKENS_OFFSET)
    assert told.tokens.address == told.registers.address + TOKENS_OFFSET


def test_places_in_memory(kv260):
    """The parts of packed model and KV cache lie apart, in the memory, and where the page has Linux leave it alone."""
    told, image = read_device_file(kv260 / "board/device.toml"), next((kv260 / "image").iterdir())
    pages = int(re.search(r"KV_LIMIT = (\d+);", (kv260 / f"tb/{TOP}_tb.v").read_text())[1])
    regions = regions_of(told.memory.image, image.stat().st_size // PORTS, told.memory.kv, pages * PAGE)
    assert len(regions) == 2 * PORTS
    readme = (kv260 / "board/README.md").read_text()
    kept = [(int(first, 0), int(size.replace(",", ""))) for first, size in re.findall(
        r"^ +\| (0x\w+) \| ([\d,]+) \|$", readme, re.M)]
    in_tree = [tuple(int(number, 0) for number in numbers) for numbers in re.findall(
        r"reg = <(\w+) (\w+) (\w+) (\w+)>;", readme)]
    assert [(high << 32 | low, more << 32 | size) for high, low, more, size in in_tree] == kept
    for region in regions:
        assert any(first <= region.base and region.base + region.size <= first + size for first, size in kept)
        assert any(first <= region.base and region.base + region.size <= first + size
                   for first, size in board_file("kv260").memory.ranges)


@pytest.mark.parametrize("options", [("--lanes", str(LANES), "--ways", "2", "--sampler-list", "3"),
                                     ("--lanes", str(AXI_LANES), "--batch", "2", "--sequences", "2")],
                         ids=["one text", "two texts"])
def test_the_commands_on_the_board(options, tmp_path):
    """They know the core that was handed over."""
    model = replace(MODEL, dim=32, hidden_dim=64)
    folder, checkpoint = make_on_board(tmp_path, "kv260", *options, "--context", "9", "--format", "int8", model=model)
    readme = (folder / "board/README.md").read_text()
    for command in ("doctor", "chat"):
        line, = re.findall(rf"^ +llama2-rtl ({command} --device device.toml .*)$", readme, re.M)
        words = line.replace("device.toml", str(folder / "board/device.toml")).replace(
            checkpoint.name, str(checkpoint)).split()
        core = choose_core(parser().parse_args(words))
        image = next((folder / "image").iterdir())
        assert read_image(image).header.bytes == image.stat().st_size
        pages = int(re.search(r"KV_LIMIT = (\d+);", (folder / f"tb/{TOP}_tb.v").read_text())[1])
        assert KvLayout(core.geometry).pages == pages
        driver = next((folder / "host").glob("*_driver.py")).read_text()
        assert driver == driver_python(core.geometry)


def test_the_newest_board_files(kv260, calls, tmp_path):
    assert ["board_part", "xilinx.com:kv260_som:part0:1.10", "current_project:"] in of(calls, "set_property")
    copy = shutil.copytree(kv260, tmp_path / "copy")
    change(copy / "board/block_design.tcl", "-quiet xilinx.com:kv260_som", "-quiet xilinx.com:missing")
    with pytest.raises(AssertionError, match="this Vivado has no board files .*: install those of the KV260"):
        run_script(copy / "board/block_design.tcl", tmp_path)


def test_a_bitstream_where_it_is_asked_for(kv260, calls, tmp_path):
    assert not of(calls, "launch_runs")
    calls = run_script(kv260 / "board/block_design.tcl", tmp_path, "bitstream")
    assert of(calls, "launch_runs") == [["impl_1", "-to_step", "write_bitstream"]]
    assert of(calls, "write_hw_platform")[0][-1] == str(kv260 / f"board/{TOP}.xsa")
    names = [name for name, *_ in calls]
    order = ["create_bd_design", "validate_bd_design", "make_wrapper", "launch_runs", "wait_on_run",
             "write_hw_platform"]
    assert sorted(order, key=names.index) == order


@pytest.mark.parametrize(("name", "value", "sentence"), [
    ("PROGRESS", "63%", "no bitstream: done"),
    ("STATS.WNS", "-0.25", "the core does not meet its clock by -0.25 ns: choose a slower one"),
])
def test_no_platform_of_a_run_that_failed(name, value, sentence, kv260, tmp_path, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.raises(AssertionError, match=sentence):
        run_script(kv260 / "board/block_design.tcl", tmp_path, "bitstream")


def test_the_ip_lies_there_once(kv260, tmp_path):
    copy = shutil.copytree(kv260, tmp_path / "copy")
    (copy / "vivado/ip").mkdir()
    shutil.copy(copy / "component.xml", copy / "vivado/ip")
    with pytest.raises(AssertionError, match="the same IP lies in vivado/ip"):
        run_script(copy / "board/block_design.tcl", tmp_path)


@pytest.mark.parametrize(("lanes", "ports", "width"), [(LANES, PORTS, 0), (8, 1, 1)])
def test_the_overlay(lanes, ports, width, kv260, narrow):
    """The widths of the ports that are used, for reading and writing, and the clock of the design."""
    text = ({LANES: kv260, AXI_LANES: narrow}[lanes] / f"board/{TOP}.dtso").read_text()
    pairs = [tuple(int(number, 0) for number in pair) for pair in re.findall(r"<(\d+) (\w+)>", re.search(
        "config-afi = .*;", text)[0])]
    assert pairs == [(4 + entry, width) for entry in range(2 * ports)] + [(14, 0xA00)]
    assert "assigned-clock-rates = <300000000>;" in text and f'firmware-name = "{TOP}.bit.bin";' in text


def test_the_clock_of_the_constraints(kv260, tmp_path):
    """That of the board, in the design and out of its context."""
    for name, period in ((f"{TOP}.xdc", 1000 / 300), (f"{TOP}_ooc.xdc", 3.333)):
        clock, = of(run_script(kv260 / "constraints" / name, tmp_path), "create_clock")
        assert float(clock[clock.index("-period") + 1]) == pytest.approx(period)


def test_package_of_the_kernel(alveo, tmp_path):
    """Every register of the map and every word of the tokens; each base address in the memory of its port."""
    calls = run_script(alveo / "board/package_kernel.tcl", tmp_path)
    files = [path for _, _, _, *paths in of(calls, "add_files") for path in paths]
    assert str(alveo / f"board/{KERNEL}.v") in files and len(files) > 20
    packed, = of(calls, "package_xo")
    assert packed[-1] == "user_managed" and packed[packed.index("-kernel_name") + 1] == KERNEL
    assert packed[packed.index("-xo_path") + 1] == str(alveo / f"board/{KERNEL}.xo")
    core = "ipx::current_core:"
    assert {(name, value) for name, value, where in of(calls, "set_property") if where == core} >= {
        ("sdx_kernel", "true"), ("sdx_kernel_type", "rtl"), ("vitis_drc", "ctrl_protocol user_managed")}
    clocked = of(calls, "ipx::associate_bus_interfaces")
    assert clocked == [["-busif", name, "-clock", "ap_clk", core] for name in (
        "s_axi_control", "m_axi_0", "m_axi_1")] + [["-clock", "ap_clk", "-reset", "ap_rst_n", core]]
    looked_for = {arguments[-3] for arguments in of(calls, "ipx::get_bus_interfaces")}
    assert looked_for == {"s_axi_control", "m_axi_0", "m_axi_1", "interrupt", "ap_clk", "ap_rst_n"}
    assert of(calls, "ipx::remove_memory_map")[0][0] == "s_axi_control"
    offsets, sizes = ({
        where.removeprefix("ipx::add_register:"): int(value, 0) for name, value, where in of(calls, "set_property")
        if name == wanted and where.startswith("ipx::add_register:")} for wanted in ("address_offset", "size"))
    geometry = in_two_ports()
    expected = {register.name: register.offset for register in registers_of(geometry)} | {
        f"TOKENS_{name}": TOKENS_OFFSET + at for name, (at, _) in TOKEN_WORDS.items()}
    bases = {name.replace("_LOW", ""): offset for name, offset in expected.items() if "BASE_LOW" in name}
    assert offsets == {name: at for name, at in expected.items() if "_BASE_" not in name} | bases
    assert {name for name, bits in sizes.items() if bits == 64} == {*bases} and len(bases) == 2 * PORTS
    for name in bases:
        low, high = (BY_NAME[re.sub("BASE", f"BASE_{half}", name)].offset for half in ("LOW", "HIGH"))
        assert high == low + 4
    at = [arguments for arguments in of(calls, "set_property") if "ASSOCIATED_BUSIF" in arguments[-1]]
    assert [value for _, value, _ in at] == 2 * ["m_axi_0"] + 2 * ["m_axi_1"]


def in_two_ports():
    """The Geometry of the small model as the hand-offs for boards have it."""
    return replace(GEOMETRY, lanes=LANES, ports=PORTS)


def test_the_kernel(alveo, tmp_path):
    """Clean in Verilator with the core in it, under the names of a kernel; each port of the core once."""
    path = alveo / f"board/{KERNEL}.v"
    folder = shutil.copytree(alveo / "rtl", tmp_path / "rtl")
    shutil.copy(path, folder)
    with (folder / "filelist.f").open("a") as listed:
        listed.write(f"{KERNEL}.v\n")
    assert lint_files(folder, KERNEL) == ""
    header = {name: (direction, bits) for name, direction, bits in verilog_header(path)}
    inner = {name: (direction, bits) for name, direction, bits in verilog_header(alveo / f"rtl/{TOP}.v")}
    pairs = re.findall(r"^    \.(\w+)\((\w+)\)", path.read_text(), re.M)
    assert {name for name, _ in pairs} == {*inner} and {name for _, name in pairs} == {*header}
    assert len(pairs) == len(header) and all(inner[one] == header[other] for one, other in pairs)
    renamed = {one: other for one, other in pairs if one != other}
    assert {one: other for one, other in renamed.items() if "axil" not in one} == dict(
        aclk="ap_clk", aresetn="ap_rst_n", irq="interrupt")
    assert all(other == one.replace("s_axil", "s_axi_control") for one, other in renamed.items() if "axil" in one)


def test_the_link(alveo):
    lines = (alveo / "board/link.cfg").read_text().splitlines()
    assert lines[1:] == [
        "kernel_frequency=225", "", "[connectivity]", f"nk={KERNEL}:1:{KERNEL}_1", f"sp={KERNEL}_1.m_axi_0:HBM[0]",
        f"sp={KERNEL}_1.m_axi_1:HBM[1]"]


def test_pages(kv260, alveo):
    """They say what has not been tried, and name files that are there."""
    for folder in (kv260, alveo):
        page = folder / "board/README.md"
        assert "none of it has run in Vivado" in " ".join(page.read_text().split())
        for path in re.findall(r"`(board/[\w.-]+\.(?:tcl|toml|v|cfg))`", page.read_text()):
            assert (folder / path).is_file(), path
        for path, content in texts(folder).items():
            assert not any(foreign in content for foreign in (*FOREIGN, str(folder))), path
    tomllib.loads((kv260 / "board/device.toml").read_text())
    assert f"{PAGE * KvLayout(in_two_ports()).pages:,}" in (alveo / "board/README.md").read_text()


def test_with_a_prefix(tmp_path):
    folder = make_on_board(tmp_path, "kv260", "--lanes", str(LANES), "--prefix", "my_core")[0]
    calls = run_script(folder / "board/block_design.tcl", tmp_path)
    assert any("my_core_hosted" in arguments[-2] for arguments in of(calls, "create_bd_cell"))


@pytest.mark.parametrize(("pieces", "ranges", "expected"), [
    ([PAGE, 3 * PAGE], [(0, 8 * PAGE)], [4 * PAGE, 5 * PAGE]),
    ([100, 100], [(0, 4 * PAGE)], [3 * PAGE, 2 * PAGE]),
    ([2 * PAGE, 3 * PAGE], [(0, 2 * PAGE), (0x10000, 4 * PAGE)], [0, 0x10000 + PAGE]),
    ([6 * PAGE], [(4 * PAGE, 4 * PAGE), (0, 4 * PAGE)], [2 * PAGE]),
])
def test_place(pieces, ranges, expected):
    """The largest first, at the end of the highest range that has room."""
    assert place(pieces, ranges) == expected


@pytest.mark.parametrize(("kept", "expected"), [
    ([(7 * PAGE, PAGE)], [5 * PAGE]), ([(5 * PAGE, 2 * PAGE)], [3 * PAGE]), ([(0, PAGE)], [6 * PAGE]),
    ([(6 * PAGE, PAGE), (7 * PAGE, 9 * PAGE)], [4 * PAGE])])
def test_place_beside_what_is_kept(kept, expected):
    assert place([2 * PAGE], [(0, 8 * PAGE)], kept) == expected


def test_no_place():
    with pytest.raises(ValueError, match="take 20,480 bytes in pieces of up to 12,288, for which the board's memory"):
        place([3 * PAGE, 2 * PAGE], [(0, 3 * PAGE), (4 * PAGE, PAGE)])


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["--board", "ulx3s"], r"no design for the ULX3S, for its file has no \[shell\]; give one of kv260, u250, u55c, "
                           "zcu104, or hand over the core alone, without BOARD"),
    (["--board", "kv206"], "there is no board 'kv206'; did you mean kv260"),
    (["--board", "kv260", "--ports", "4"], "PORTS is what the KV260 has; leave it away"),
    (["--board", "kv260", "--burst", "16"], "BURST is what the KV260 has; leave it away"),
    (["--board", "kv260", "--multiplier", "18x18"], "MULTIPLIER is what the KV260 has; leave it away"),
    (["--board", "kv260", "--memory", "chip"], "MEMORY=chip with BOARD, whose design has the memory beside the core"),
    (["--board", "kv260", "--lanes", "128"],
     "128 lanes; the ports of the KV260 take words of 64 bytes, give at most that"),
], ids=lambda value: "-".join(value[1:]) if isinstance(value, list) else "")
def test_wrong_uses(arguments, sentence, tmp_path, capsys):
    assert main(["handoff", *arguments, "--out", str(tmp_path / "out")]) == 2
    assert re.search(sentence, capsys.readouterr().err)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("board", "model", "word", "ports"), [
    ("kv260", "Llama-2-7B", 64, 4), ("zcu104", "SmolLM2-135M", 64, 4), ("u250", "Llama-2-7B", 256, 4)])
def test_the_boards_ports(board, model, word, ports):
    """All of them, where the generator makes words so wide."""
    preset = preset_on_board(PRESETS[model], board_file(board))
    assert (preset.lanes, preset.ports, preset.multiplier.name) == (word, ports, "27x18")
