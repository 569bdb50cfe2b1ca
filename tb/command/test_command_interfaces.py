"""What `llama2-rtl interfaces` counts: on small sources, where every number is known, and on the blocks as they are."""

import json

import pytest

from llama2_rtl import interfaces
from llama2_rtl.converters.blocks import all_blocks, parameters_under
from llama2_rtl.converters.hdl.interface import Interface
from llama2_rtl.converters.plumbing import Plumbing, count, sources
from llama2_rtl.main import main

MOST = dict(mean_ports=6.70, max_ports=23, plumbing_share=0.135, undirected_ports=0)
MOST_OF_A_BLOCK = dict(connections=6.9, plumbing_lines=12.7)
"""What none of the counts exceeds, the latter on the average of the blocks: new stages bring ports and wires, but no
more of them to a block than there were."""

BUNDLE = '''class Words(Interface):
    def fields(self):
        return dict(valid=forward(bit(), "a word"))


class MarkedWords(Words):
    pass
'''

BLOCK = '''def ports(width):
    return dict(clk=In(clock()), s=In(Words()))

def helper(width):
    return width

@module(ports, suffix="{width}")
def block(clk, s, *,
          width):
    """Text."""
    one, two = bit(), unsigned(width)
    many = [signed(width) for _ in range(4)]
    three, four = (bit() for _ in range(2))
    word, other = Words(), MarkedWords().with_wires(valid=one)
    mixed = bit(), helper(3)
    first = instance("u_first", child, dict(
        clk=clk,
        s=s), width=width)
    return first
'''


@pytest.mark.parametrize("text, connections, plumbing_lines", [
    ("", 0, 0),
    ("x = 1\n\n\ny = bit\n", 0, 0),
    ("a, b = bit(), unsigned(3)\nc = bit(), 3\nd = other(bit())\n", 0, 1),
    ('instance("u", child, dict(a=a, b=b, **more))', 3, 1),
    ('instance("u", child, {"a": a, **more})', 2, 1),
    ('instance("u", child, dict(a=a) | more)', 2, 1),
    ('instance("u", child, wires, width=3)', 1, 1),
    ('other("u", child, dict(a=a))', 0, 0),
    ("def ports():\n    return dict(a=bit())\n", 0, 0),
    ("@module(ports)\ndef block(a):\n    pass\n\ndef ports():\n\n    return dict(a=bit())\n", 0, 3),
    ("@module(wide.ports)\ndef block(a,\n          b):\n    pass\n", 0, 2),
    ("@cache\ndef block(a):\n    pass\n", 0, 0),
    (BLOCK, 2, 11),
])
def test_count(text, connections, plumbing_lines):
    lines = sum(bool(line.strip()) for line in [*text.splitlines(), *BUNDLE.splitlines()])
    assert count(dict(block=text, bundle=BUNDLE)) == Plumbing(connections, plumbing_lines, lines)


def test_functions_of_ports_in_other_files():
    """As those of one block's ports that another one's decorator is given."""
    other = "@module(queue.ports)\ndef other(a):\n    pass\n"
    assert count(dict(queue="def ports():\n    return {}\n", other=other)).plumbing_lines == 3


@pytest.fixture(scope="module")
def ports():
    return interfaces.ports_of_blocks()


def test_no_density_grows(ports):
    report = interfaces.measure()
    of_a_block = {name: report[name] / report["blocks"] for name in MOST_OF_A_BLOCK}
    assert {name: count for name, count in ({name: report[name] for name in MOST} | of_a_block).items()
            if count > (MOST | MOST_OF_A_BLOCK)[name]} == {}
    assert report["blocks"] == len(all_blocks()) > 100
    assert report["ports"] == sum(map(len, ports.values()))
    assert len(sources()) > report["blocks"] / 2


def test_every_block_is_in_a_design():
    assert set(all_blocks()) - set(parameters_under(interfaces.designs())) == set()


def test_a_block_states_all_directions_or_none(ports):
    """One that is not stated beside one that is has been forgotten."""
    forgotten = {f"{block}.{name}" for block, of_block in ports.items() for name, port in of_block.items()
                 if port.is_output is None and any(other.is_output is not None for other in of_block.values())}
    assert forgotten == set()


def test_a_bundle_has_every_direction(ports):
    bundles = {f"{block}.{name}" for block, of_block in ports.items() for name, port in of_block.items()
               if isinstance(port.wires, Interface) and port.is_output is None}
    assert bundles == set()


def test_bundles_state_their_protocols(ports):
    """Each class that a block has among its ports, in words and by a rule at least."""
    classes = {type(port.wires) for of_block in ports.values() for port in of_block.values()
               if isinstance(port.wires, Interface)}
    assert len(classes) > 5
    assert {kind.__name__ for kind in classes if not (kind.__doc__ or "").partition("Rules:")[0].strip()} == set()
    assert {kind.__name__ for kind in classes if not kind.RULES} == set()


def test_the_report(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(interfaces, "REPORT", tmp_path / "interfaces.json")
    assert main(["interfaces"]) == 0
    report = json.loads((tmp_path / "interfaces.json").read_text())
    assert list(report) == ["written_by", "blocks", "ports", "connections", "mean_ports", "max_ports",
                            "plumbing_lines", "plumbing_share", "undirected_ports", "bundles", "most_ports"]
    assert len(report["most_ports"]) == 5 and max(report["most_ports"].values()) == report["max_ports"]
    assert 0 < report["plumbing_share"] < 1
    shown = capsys.readouterr().out
    assert f"{report['ports']:,}" in shown and "bundle: Stream" in shown


def test_the_list_of_blocks(monkeypatch, capsys):
    """Every block with its ports, their directions and bundles, none of them cut off."""
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["blocks"]) == 0
    cells = [tuple(cell.strip() for cell in line.split("│")[1:-1]) for line in capsys.readouterr().out.splitlines()
             if line.startswith("│")]
    begin = [row[0] for row in cells].index("fifo")
    assert (cells[begin][1], [row[2] for row in cells[begin:begin + 4]]) == (
        "width, depth", ["in clk", "in rst", "in s: Stream", "out m: Stream"])
    assert {name for name, *_ in cells} - {""} == set(all_blocks())
    assert "in s_axis: RevocableAxiStream" in {row[2] for row in cells}
