"""A device that Linux maps, with files in the place of /dev/mem and UIO, and the file that describes it."""

import struct

import pytest

from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.device.device import Attached
from llama2_rtl.device.mapped import mapped_device, read_device_file
from llama2_rtl.main import main
from tb.engine.geometries import geometry

PAGE = 4096
ON_AXI = geometry(8, 16, 20, 2, 1, vocab_size=23, n_layers=1, context=14)
GOOD = """patience = 0.01
[registers]
file = "{folder}/bus"
address = 0x1000
[tokens]
file = "{folder}/bus"
address = 0x3000
[memory]
file = "{folder}/memory"
image = [0x8_0000_3000]
kv = [0x8_0000_6000]
host_offset = -34_359_738_368
"""


@pytest.fixture
def described(tmp_path):
    """The path of a description whose files are there."""
    (tmp_path / "bus").write_bytes(bytes(4 * PAGE))
    (tmp_path / "memory").write_bytes(bytes(16 * PAGE))
    path = tmp_path / "board.toml"
    path.write_text(GOOD.format(folder=tmp_path))
    return path


def test_words_and_bytes(described):
    """Each lands where the file says, and comes back."""
    device = mapped_device(described)
    device.registers.write(0x40, 0x89ABCDEF)
    device.tokens.write(8, 7)
    assert (device.registers.read(0x40), device.tokens.read(8), device.tokens.read(4)) == (0x89ABCDEF, 7, 0)
    bus = (described.parent / "bus").read_bytes()
    assert struct.unpack_from("<I", bus, 0x1040) + struct.unpack_from("<I", bus, 0x3008) == (0x89ABCDEF, 7)
    data = bytes(range(1, 251)) * 20
    device.memory.write(0x8_0000_3123, data)
    assert device.memory.read(0x8_0000_3123, len(data)) == data
    assert (described.parent / "memory").read_bytes()[0x3123:][:len(data)] == data


def test_patience(described):
    """A core that is busy and stays so is given up, with the driver's own words."""
    attached = Attached(mapped_device(described), ON_AXI)
    attached.device.registers.write(BY_NAME["STATUS"].offset, BY_NAME["STATUS"].encode(BUSY=1))
    with pytest.raises(attached.fault, match="the host's callback gave up"):
        attached.stop()


def test_a_core_with_other_ports(described):
    with pytest.raises(ValueError, match="1 addresses for the packed model and the core 2 ports; give one address for"):
        Attached(mapped_device(described), geometry(16, 32, 20, 2, 1, ports=2))


def test_regions_that_overlap(described):
    attached = Attached(mapped_device(described), ON_AXI)
    assert [region.base for region in attached.regions(3 * PAGE)] == [0x8_0000_3000, 0x8_0000_6000]
    with pytest.raises(ValueError, match="the packed model of port 0 takes 16,384 bytes from 0x800003000 on, and the "
                                         "KV cache of port 0 begins within, at 0x800006000; move one"):
        attached.regions(4 * PAGE)


@pytest.mark.parametrize("old, new, sentence", [
    ("[tokens]", "[words]", "has a key 'words' that nobody knows"),
    ("patience = 0.01", "patience = 0", "has patience = 0; give seconds, more than 0"),
    ("address = 0x1000", "address = 0x1004", "[registers] has address = 4100; give a multiple of 4,096"),
    ("address = 0x3000\n", "", "[tokens] lacks 'address'"),
    ("image = [0x8_0000_3000]", "image = 0x8_0000_3000", "give a list of multiples of 4,096, one for each port"),
    ("kv = [0x8_0000_6000]", "kv = []", "has kv = []; give a list of multiples of 4,096"),
    ("host_offset = -34_359_738_368", "host_offset = 5", "has host_offset = 5; give a multiple of 4,096"),
    ("[registers]", "registers = 5\n[x]", "[registers] is no table of keys"),
    ("[memory]", "[memory", "is no TOML file"),
    ("/memory", "/nothing", "/nothing: No such file or directory"),
])
def test_a_wrong_description(old, new, sentence, described, capsys, tmp_path):
    described.write_text(described.read_text().replace(old, new, 1))
    assert main(["doctor", "--device", str(described), "--model", str(small_model(tmp_path)), "--lanes", "8"]) == 2
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1 and error.startswith("llama2-rtl doctor: ")


def small_model(folder):
    """The path of a checkpoint that is packed in no time."""
    from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
    write_checkpoint(random_checkpoint(ON_AXI.model, 1), folder / "small.bin")
    return folder / "small.bin"


def test_there_is_no_such_file(tmp_path):
    with pytest.raises(ValueError, match="board.toml is not a file; give the path of a .*.toml that says where"):
        read_device_file(tmp_path / "board.toml")
