"""The self-test on the Verilog: a healthy core passes, and each fault is named in one run, by port, stage, layer,
position and index as far as it has them."""

import re
from dataclasses import replace

import numpy as np
import pytest

from llama2_rtl.device.device import Attached
from llama2_rtl.device.simulated import Fault, simulated_device
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.image_sections import sections
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.weight_image import image_words, segments
from llama2_rtl.self_test.finding import Finding
from llama2_rtl.self_test.image import stream_words, word_name
from llama2_rtl.self_test.run import self_test
from llama2_rtl.self_test.vectors import golden_vectors, payload_crcs
from llama2_rtl.simulation.external.program import FROM_PORT_TO_PORT, IMAGE_BASE, KV_BASE
from tb.device.faulty_memory import FaultyMemory
from tb.device.talker import one_program, preset_of, talker  # noqa: F401  (a fixture)

pytestmark = one_program
STAGES = ["registers", "memory", "reach", "image", "tokens"]
ALL = (1 << 64) - 1


@pytest.fixture(scope="module")
def tested(talker, tmp_path_factory):  # noqa: F811
    """(geometry, packed model, its Vectors) of the talker."""
    geometry, checkpoint = preset_of(talker).geometry, read_checkpoint(talker)
    path = tmp_path_factory.mktemp("packed") / "model.img"
    write_image(checkpoint, geometry.numerics, geometry.tile, path, ports=geometry.ports)
    image, model = path.read_bytes(), quantize_model(checkpoint, geometry.numerics)
    return geometry, image, golden_vectors(model, geometry, payload_crcs(image, geometry.ports))


def passed(tested, faults=(), broken=lambda memory: memory, vectors=None):
    """(the stages that passed, the sentence of the Finding that ended the test) on a device with Faults, whose memory
    is `broken`."""
    geometry, image, own = tested
    stages = []
    with simulated_device(geometry, faults=faults) as device:
        attached = Attached(replace(device, memory=broken(device.memory)), geometry)
        try:
            for name, _ in self_test(attached, memoryview(image), vectors or own):
                stages.append(name)
        except Finding as finding:
            return stages, str(finding)
    return stages, None


def test_a_healthy_core(tested):
    assert passed(tested) == (STAGES, None)


def at(base, port, offset=0):
    return base + port * FROM_PORT_TO_PORT + offset


def words_at(tested, port, name, layer, first, count=1):
    """The addresses at a port of `count` words from the `first` of a matrix on; of the embedding `layer` is None."""
    geometry, before = tested[0], 0
    size, config = geometry.beat_bytes, geometry.model
    for segment in stream_words(geometry):
        if segment[:2] == (name, layer):
            break
        before += segment[2]
    else:
        before = sections(config, geometry.numerics.formats, geometry.tile)[name][0] // geometry.word_bytes
    begin = at(IMAGE_BASE, port, PAGE + (before + first) * size)
    return dict(first=begin, end=begin + count * size)


def exchanged(access, places=({}, {})):
    """The core reaches at port 0 the memory of port 1, and the other way round; `places` say where at each."""
    return [Fault(port, memory=1 - port, add=(1 - 2 * port) * FROM_PORT_TO_PORT, access=access, **places[port])
            for port in (0, 1)]


BASE_1 = f"{at(IMAGE_BASE, 1):#x}"
READ, WRITE, BOTH = 1, 2, 3

SEEN_BY_THE_CORE = {
    "an address line at 0": ([Fault(1, keep=ALL ^ PAGE, memory=1)], "reach",
                             r"read by the core at port 1: the header at 0x\w+ .*; bit 12 of the address is always 0"),
    "an address line at 1": ([Fault(0, set=2 * PAGE)], "reach",
                             r"read by the core at port 0: .*; bit 13 of the address is always 1"),
    "a low address line": ([Fault(1, keep=ALL ^ 32, memory=1)], "reach",
                           "at port 1: .* it finds the page, but not all .* lines of the address below bit 12"),
    "a wrong base address": ([Fault(1, add=PAGE, memory=1)], "reach",
                             f"at port 1: the header at {BASE_1} .*; all of it is found 4,096 bytes above its address"),
    "a base address far away": ([Fault(1, add=1 << 30, memory=1)], "reach",
                                f"at port 1: the header at {BASE_1} .*; it finds nothing that the host has written"),
    "ports exchanged": (exchanged(BOTH), "reach",
                        "at port 0: .*; port 0 of the core reaches the memory of port 1: the ports are exchanged"),
    "a write's address line": ([Fault(1, keep=ALL ^ 16, memory=1, access=WRITE)], "tokens",
                               r"(keys|values) at port 1 of layer 0, position 0, head \d, index \d+: .*; bit 4 of the "
                               "address is always 0"),
    "a wrong base of writes": ([Fault(0, add=PAGE, access=WRITE)], "tokens",
                               "(keys|values|shifts) at port 0 of layer 0, position 0, .*; all of it is found 4,096 "
                               "bytes above"),
    "writes exchanged": (exchanged(WRITE), "tokens", r"\w+ at port 0 of layer 0, position 0, .*; port 0 of the core "
                                                     "reaches the memory of port 1"),
    "no writes": ([Fault(port, add=1 << 36, memory=port, access=WRITE) for port in (0, 1)], "tokens",
                  "at port 0 of layer 0, position 0, .*; that is what the host has put there, and the core has not"),
}


@pytest.mark.parametrize("name", SEEN_BY_THE_CORE)
def test_what_the_core_alone_sees(name, tested):
    faults, stage, sentence = SEEN_BY_THE_CORE[name]
    stages, said = passed(tested, faults)
    assert stages == STAGES[:STAGES.index(stage)] and re.search(sentence, said), said


WORDS = {
    "embedding": (("embedding", None, 186),
                  r"\w+ at port \d of layer 0, position 7, .*: the embedding's row of token "
                  "64, or wk, wv or a gain of layer 0, was read or used wrongly"),
    "wo": (("wo", 1, 10), r"keys at port 0 of layer 2, position \d, head 0, index 0: -?\d+ at 0x\w+, expected -?\d+; "
                          r"\d of these 8 differ, and all that was computed before is right: wq.*, wo, w1, w3, w2 or a "
                          "gain of layer 1, or wk, wv or a gain of layer 2, was read"),
    "wq": (("qkv", 1, 100), r"\w+ at port \d of layer 2, position [1-9], .*: wq, its keys and values of earlier "
                            "positions, wo, w1, w3, w2 or a gain of layer 1, or"),
    "classifier": (("classifier", 3, 264, 376), r"token chosen after position \d+: \d+, expected \d+, while the keys "
                                                "and values of all layers are golden's"),
}
"""Matrix, layer, word and how many; in places where no header is read."""


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("kind", ["a flipped bit", "swapped stripes"])
def test_what_the_core_alone_reads_wrongly(kind, name, tested):
    """As where a cache was not written back: for the host the packed model is as it should be."""
    where, sentence = WORDS[name]
    places = [words_at(tested, port, *where) for port in (0, 1)]
    faults = exchanged(READ, places) if kind == "swapped stripes" else [Fault(0, **places[0], invert=0x40)]
    stages, said = passed(tested, faults)
    assert stages == STAGES[:-1] and re.search(sentence, said), said


def flipped(bit, at_byte):
    """Of a byte one bit is stored wrongly, in pieces of some size: the patterns are written in others."""
    def stored(address, data):
        if not address <= at_byte < address + len(data) or len(data) < PAGE:
            return data
        data = bytearray(data)
        data[at_byte - address] ^= 1 << bit
        return bytes(data)
    return lambda memory: FaultyMemory(memory, stored=stored)


def placed(change):
    """Words lie elsewhere than where the host and the core believe."""
    return lambda memory: FaultyMemory(memory, place=change)


def without_bit_44(_, data):
    """The bytes of words of 8, of which one bit is always 0."""
    kept = np.where(np.arange(len(data)) % 8 == 5, 0xEF, 0xFF).astype(np.uint8)
    return (np.frombuffer(data, np.uint8) & kept).tobytes()


SEEN_BY_THE_HOST = {
    "an address line": (placed(lambda address: address & ~(2 * PAGE)), "memory",
                        r"memory at port 0, packed model: the word at 0x\w+ reads as .*, seen from the host; that was "
                        r"written to 0x\w+: bit 13 of the address makes no difference"),
    "a low address line": (placed(lambda address: address | 8), "memory", "bit 3 of the address makes no difference"),
    "one memory for two ports": (placed(lambda address: address - (address >= at(KV_BASE, 1)) * FROM_PORT_TO_PORT),
                                 "memory", f"memory at port 0, KV cache: .*; that was written to {at(KV_BASE, 1):#x}"),
    "a data line": (lambda memory: FaultyMemory(memory, stored=without_bit_44), "memory",
                    r"memory at port 0, packed model: the word at .* \(bit 44 differs\), seen from the host"),
    "a cell of the KV cache": (flipped(2, at(KV_BASE, 1, 5001)), "memory",
                               r"memory at port 1, KV cache: the word at 0x\w+ reads .* \(bit 10 differs\), seen from "
                               r"the host; 1 of \d+ words there differ"),
}


@pytest.mark.parametrize("name", SEEN_BY_THE_HOST)
def test_what_the_host_sees(name, tested):
    broken, stage, sentence = SEEN_BY_THE_HOST[name]
    stages, said = passed(tested, broken=broken)
    assert stages == STAGES[:STAGES.index(stage)] and re.search(sentence, said), said


def test_a_flipped_bit_of_the_packed_model(tested):
    place = words_at(tested, 1, "w13", 2, 33)["first"] + 3
    stages, said = passed(tested, broken=flipped(6, place))
    assert stages == STAGES[:3]
    assert re.search(f"packed model at port 1: byte .*, at {place:#x}, reads as .*; bit 6 differs; of the word .*; it "
                     "is of layer 2, w13, word 33 of 280", said), said


def test_swapped_stripes_of_the_packed_model(tested):
    """A word whose stripes were copied to each other's port."""
    geometry, image, _ = tested
    places = [words_at(tested, port, "wo", 1, 7)["first"] for port in (0, 1)]
    offset, size, part = places[0] - IMAGE_BASE, geometry.beat_bytes, len(image) // 2

    def stored(address, data):
        if len(data) < PAGE:
            return data
        data = bytearray(data)
        for port, place in enumerate(places):
            if address <= place < address + len(data):
                data[place - address:place - address + size] = image[(1 - port) * part + offset:][:size]
        return bytes(data)

    stages, said = passed(tested, broken=lambda memory: FaultyMemory(memory, stored=stored))
    assert stages == STAGES[:3]
    assert re.search("packed model at port 0: byte .*; these 8 bytes are the stripe of port 1; .* of layer 1, wo, word "
                     "7 of 70", said), said


def test_a_register_that_does_not_keep_what_is_written(tested):
    geometry, image, vectors = tested
    with simulated_device(geometry) as device:
        class Registers:
            read = device.registers.read

            def write(self, offset, word):
                device.registers.write(offset, word & ~(1 << 9))
        attached = Attached(replace(device, registers=Registers()), geometry)
        with pytest.raises(Finding, match=r"the register MAX_TOKENS at 0x050 reads as 0x00000000, expected 0x00000200 "
                                          r"\(bit 9 differs\): a wire of the data is broken"):
            list(self_test(attached, memoryview(image), vectors))


def test_a_core_of_another_model(tested):
    """Golden's numbers are of other weights: what the core has computed first is named."""
    other = replace(tested[2], cache=[{side: (layer[side][0] + 1, layer[side][1]) for side in "kv"}
                                      for layer in tested[2].cache])
    stages, said = passed(tested, vectors=other)
    assert stages == STAGES[:-1] and "of layer 0, position 0, head 0, index 0" in said, said


def test_every_word_has_a_name(tested):
    """The names follow golden's order of the image, and cover it."""
    geometry, image, _ = tested
    config, formats, tile = geometry.model, geometry.numerics.formats, geometry.tile
    words = list(stream_words(geometry))
    assert sum(count for _, _, count in words) == image_words(config, formats, tile)

    class Layers:
        """A model of names."""
        numerics, norm, classifier = geometry.numerics, None, None
        layers = [type("Layer", (), dict.fromkeys(
            ("attention_norm", "ffn_norm", "wk", "wv", "wq", "qkv", "wo", "w1", "w3", "w13", "w2")))] * config.n_layers

    assert [word[:2] for word in words] == [segment[:2] for segment in segments(Layers)]
    beats = len(image) // geometry.ports // geometry.beat_bytes
    names = [word_name(geometry, number) for number in range(beats)]
    assert names[0] == "the header" and names[PAGE // geometry.beat_bytes] == "layer 0, attention_norm, word 0 of 5"
    assert {"embedding, word 0", "the filling between two sections"} < set(names)
