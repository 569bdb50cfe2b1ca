"""The driver of a core: the C one as a strict compiler and a static analyser take it, every register and every fault by
a call; a packed model that is not the core's; the Python one on the Verilog."""

import re
import subprocess
import zlib
from dataclasses import replace
from types import ModuleType

import pytest

from llama2_rtl.converters.axi.faults import FAULTS
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.converters.registers import core_driver
from llama2_rtl.converters.registers.c_header import c_header, header_name
from llama2_rtl.converters.registers.description import CONSTANT, COUNTER, PULSE
from llama2_rtl.converters.registers.driver_c import driver_c, driver_names
from llama2_rtl.converters.registers.driver_parts import MESSAGES, OWN_CODES, readable, writable
from llama2_rtl.converters.registers.driver_python import driver_python
from llama2_rtl.converters.registers.register_map import COUNTERS, of_text, registers_of
from llama2_rtl.converters.registers.start_sequence import arguments_of, options_of
from llama2_rtl.converters.registers.token_words import NO_DRAFT
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.converters.tops.llama2_rtl_hosted import build_hosted
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import geometry
from tb.registers.test_register_files import LISTED, SMALL
from tb.tops.scenario import Scenario

PREFIX = "my_core"
ON_AXI = geometry(8, 16, 20, 2, 1, vocab_size=23, n_layers=1, context=14)
TEXTS = geometry(8, 16, 20, 2, 1, vocab_size=23, n_layers=1, context=14, vectors=2, sequences=2)
STRICT = ("-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wconversion", "-Wshadow")


def write_driver(g, folder):
    """The names of the source and of the header of the driver in a folder."""
    for name, text in {header_name(PREFIX): c_header(g, PREFIX), **driver_c(g, PREFIX)}.items():
        (folder / name).write_text(text)
    return driver_names(PREFIX)


def python_driver(g):
    """The driver in Python, as a host imports it."""
    module = ModuleType("driver_of_the_host")
    exec(compile(driver_python(g), "driver.py", "exec"), module.__dict__)
    return module


@pytest.mark.parametrize("g", [SMALL, LISTED, TEXTS], ids=["plain", "listed", "texts"])
def test_a_strict_compiler_and_an_analyser(g, tmp_path):
    _, source = write_driver(g, tmp_path)
    for command in (["gcc", *STRICT, "-fanalyzer", "-O2", "-c", source], ["g++", "-Wall", "-Wextra", "-Werror", "-c",
                                                                         "-x", "c++", source]):
        done = subprocess.run(command, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert (done.returncode, done.stdout) == (0, "")


HOST = """#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "my_core_driver.h"

static uint32_t words[2048], wrong = 0xffffffffu;
static int waits;

static uint32_t read_word(void *context, uint32_t space, uint32_t offset)
{
    (void)context;
    printf("r %u %u\\n", space, offset);
    return space == MY_CORE_REGISTERS && offset == wrong ? ~words[offset / 4] : words[space * 1024 + offset / 4];
}

static void write_word(void *context, uint32_t space, uint32_t offset, uint32_t word)
{
    (void)context;
    printf("w %u %u %u\\n", space, offset, word);
}

static int copy(void *context, uint64_t address, const void *bytes, size_t size)
{
    (void)context;
    if (bytes) printf("copy %llx %zu\\n", (unsigned long long)address, size);
    return bytes ? 0 : --waits < 0;
}

static const struct my_core_port port = {NULL, read_word, write_word, copy};

int main(int count, char **given)
{
    static unsigned char image[1 << 22];
    size_t size = 0;
    uint32_t token = 0, last = 0, wanted = 0, number;
    FILE *file;
@constants@
    if (count > 2 && !strcmp(given[1], "wrong")) wrong = (uint32_t)atoi(given[2]);
    if (!strcmp(given[1], "wrong")) printf("check %u\\n", my_core_check(&port));
    if (!strcmp(given[1], "calls")) {
@calls@
        for (number = 0; number < MY_CORE_COUNTERS + 1; number++)
            printf("counter %s %llu\\n", my_core_counter(number), (unsigned long long)my_core_count(&port, number));
        for (number = 0; number < 256; number++) printf("message %u %s\\n", number, my_core_message(number));
    }
    if (!strcmp(given[1], "tokens")) {
        static const uint32_t prompt[] = {5, 7};
        waits = 2;
        words[MY_CORE_STATUS_OFFSET / 4] = (uint32_t)atoi(given[2]);
        words[MY_CORE_ERROR_OFFSET / 4] = (uint32_t)atoi(given[3]);
        words[1024] = (uint32_t)atoi(given[4]);
        words[1024 + MY_CORE_TOKENS_TAKE / 4] = 9u | MY_CORE_TOKENS_LAST_MASK;
        printf("send %u\\n", my_core_send(&port, prompt, 2));
        printf("receive %u\\n", my_core_receive(&port, &token, &last, &wanted, NULL));
        printf("token %u %u\\n", token, last);
    }
    if (!strcmp(given[1], "drafts")) {
        static const uint32_t drafts[] = {5, 7};
        words[MY_CORE_STATUS_OFFSET / 4] = 1;
        words[1024] = 3;
        words[1024 + MY_CORE_TOKENS_TAKE / 4] = 9u | MY_CORE_TOKENS_WANTED_MASK;
        printf("receive %u\\n", my_core_receive(&port, &token, &last, &wanted, NULL));
        printf("token %u %u %u\\n", token, last, wanted);
        printf("send %u\\n", my_core_send_drafts(&port, drafts, 2));
        printf("send %u\\n", my_core_send_drafts(&port, NULL, 0));
        words[1024 + MY_CORE_TOKENS_TAKE / 4] = 9u;
        printf("receive %u\\n", my_core_receive(&port, &token, &last, &wanted, NULL));
        printf("token %u %u %u\\n", token, last, wanted);
        words[1024 + MY_CORE_TOKENS_TAKE / 4] = 8u | MY_CORE_TOKENS_WANTED_MASK;
        printf("receive %u\\n", my_core_receive(&port, &token, &last, NULL, NULL));
        printf("token %u %u\\n", token, last);
    }
    if (!strcmp(given[1], "load")) {
        file = fopen(given[2], "rb");
        if (file) size = fread(image, 1, sizeof image, file);
        printf("image %u\\n", my_core_check_image(image, size));
        printf("load %u\\n", my_core_load(&port, strtoull(given[3], NULL, 0), image, size));
    }
    return 0;
}
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """A program that runs the calls of the driver for LISTED on words of its own, and prints each access."""
    folder = tmp_path_factory.mktemp("host")
    _, source = write_driver(LISTED, folder)
    constants = "\n".join(f"    words[MY_CORE_{register.name}_OFFSET / 4] = MY_CORE_{register.name}_CONSTANT;"
                          for register in registers_of(LISTED) if register.access == CONSTANT)
    calls = [f"        my_core_get_{register.name.lower()}(&port);" for register in readable(LISTED)]
    calls += [f"        my_core_set_{register.name.lower()}(&port, 1);" for register in writable(LISTED)]
    (folder / "host.c").write_text(HOST.replace("@constants@", constants).replace("@calls@", "\n".join(calls)))
    subprocess.run(["gcc", *STRICT, "host.c", source, "-o", "host"], cwd=folder, check=True)
    return folder / "host"


def said(host, *arguments):
    return subprocess.run([host, *map(str, arguments)], capture_output=True, text=True, check=True).stdout.splitlines()


def test_every_register_and_every_fault_has_a_call(host):
    """Counted: each register that can be read is read, each that can be written is, and each code has its words."""
    lines = said(host, "calls")
    read, written = ({int(line.split()[2]) for line in lines if line.startswith(f"{kind} 0 ")} for kind in "rw")
    registers = registers_of(LISTED)
    assert read == {register.offset for register in registers if register.access != PULSE}
    assert written == {register.offset for register in registers
                       if register.access not in (CONSTANT, COUNTER) and register.access != "read"}
    names = [line.split()[1] for line in lines if line.startswith("counter ") and len(line.split()) == 3]
    assert names == [name.lower() for name in COUNTERS]
    messages = {int(code): words for code, words in (
        line.removeprefix("message ").split(" ", 1) for line in lines if line.startswith("message "))}
    known = dict(enumerate(what for _, what in FAULTS)) | {code: what for code, what in OWN_CODES.values()}
    assert len(known) == len(FAULTS) + len(OWN_CODES) and known == MESSAGES
    assert messages == {code: known.get(code, "a code that this driver does not know") for code in range(256)}
    module = python_driver(LISTED)
    assert {code: module.message(code) for code in range(256)} == messages
    assert {name for name, one in module.MAP["registers"].items() if one["readable"] or one["writable"]} == {
        register.name for register in registers if register.access != COUNTER}
    assert set(module.MAP["setup"]) == set(arguments_of(options_of(LISTED)))


@pytest.mark.parametrize("register", [one for one in registers_of(LISTED) if one.access == CONSTANT],
                         ids=lambda one: one.name)
def test_another_core(register, host):
    assert said(host, "wrong", 4000)[-1] == "check 0"
    assert said(host, "wrong", register.offset)[-1] == "check 255"


@pytest.mark.parametrize("status, error, state, codes", [
    (1, 0, 3, ["send 0", "receive 0", "token 9 1"]),  # room, and a token waits
    (1, 0, 0, ["send 254", "receive 254", "token 0 0"]),  # nothing moves until the host gives up
    (2, 6, 0, ["send 6", "receive 6", "token 0 0"]),  # the run has ended with a fault
    (2, 0, 1, ["send 0", "receive 250", "token 0 0"]),  # no run
    (2, 6, 2, ["send 6", "receive 0", "token 9 1"])])  # the last token came before the fault
def test_tokens(status, error, state, codes, host):
    lines = said(host, "tokens", status, error, state)
    assert [line for line in lines if line[:2] not in ("r ", "w ")] == codes
    if "send 0" in codes:
        assert [line for line in lines if line.startswith("w ")] == ["w 1 4 5", "w 1 8 7"]


def test_drafts(host):
    """A word may ask for drafts, of which none is a packet too."""
    lines = said(host, "drafts")
    assert [line for line in lines if line[:2] not in ("r ", "w ")] == [
        "receive 0", "token 9 0 1", "send 0", "send 0", "receive 0", "token 9 0 0", "receive 0", "token 8 0"]
    assert [line for line in lines if line.startswith("w ")] == ["w 1 4 5", "w 1 8 7", f"w 1 8 {NO_DRAFT}"]


HOST_OF_TEXTS = HOST.partition("int main")[0] + """int main(void)
{
    static const struct my_core_settings settings = {3, 1, 4096, 77};
    static const uint32_t prompt[] = {5, 7};
    uint32_t text, token = 0, last = 0, of = 0;
    words[MY_CORE_STATUS_OFFSET / 4] = 1;
    words[1024] = 1; /* text 0 has room, and nothing waits */
    words[1024 + MY_CORE_TOKENS_TEXT_BYTES / 4] = 1;
    for (text = 0; text < 3; text++) {
        printf("configure %u\\n", my_core_configure(&port, text, &settings));
        printf("send %u\\n", my_core_send_to(&port, text, prompt, 2));
        printf("drafts %u\\n", my_core_send_drafts_to(&port, text, prompt, text));
    }
    printf("waiting %u\\n", my_core_waiting(&port));
    words[1024] = 2;
    words[1024 + MY_CORE_TOKENS_TAKE / 4] = 9u | 1u << MY_CORE_TOKENS_TEXT_LOW | MY_CORE_TOKENS_LAST_MASK;
    printf("waiting %u\\n", my_core_waiting(&port));
    printf("receive %u\\n", my_core_receive(&port, &token, &last, NULL, &of));
    printf("token %u %u %u\\n", token, last, of);
    return 0;
}
"""


class Words:
    """Registers or token words for the driver in Python, which keep what is written."""

    def __init__(self):
        self.words, self.written = {}, []

    def read(self, offset):
        return self.words.get(offset, 0)

    def write(self, offset, word):
        self.written.append((offset, word))


def test_several_texts(tmp_path):
    """Each has its registers and its token words, a token says whose it is, and a text that there is not is refused."""
    _, source = write_driver(TEXTS, tmp_path)
    (tmp_path / "host.c").write_text(HOST_OF_TEXTS)
    subprocess.run(["gcc", *STRICT, "host.c", source, "-o", "host"], cwd=tmp_path, check=True)
    lines = said(tmp_path / "host")
    named = {register.name: register.offset for register in registers_of(TEXTS)}
    settings = dict(max_tokens=3, resume=1, inverse_temperature=4096, seed=77)
    registers = [(named[of_text(name.upper(), text)], word) for text in range(2) for name, word in settings.items()]
    tokens = [(text * 16 + at, word) for text, drafts in enumerate(([(8, NO_DRAFT)], [(8, 5)]))
              for at, word in ((4, 5), (8, 7), *drafts)]
    assert [tuple(map(int, line.split()[2:])) for line in lines if line.startswith("w 0")] == registers
    assert [tuple(map(int, line.split()[2:])) for line in lines if line.startswith("w 1")] == tokens
    assert [line for line in lines if line[:2] not in ("r ", "w ")] == [
        *["configure 0", "send 0", "drafts 0"] * 2, "configure 249", "send 249", "drafts 249", "waiting 0", "waiting 1",
        "receive 0", "token 9 1 1"]
    module, own, words = python_driver(TEXTS), Words(), Words()
    driver = module.Driver(own, words, None)
    own.words[named["STATUS"]], words.words[0], words.words[16] = 1, 1, 1
    for text in range(2):
        driver.configure(text, **settings)
        driver.send_to(text, [5, 7])
        driver.send_drafts_to(text, [5, 7][:text])
    assert (own.written, words.written, driver.waiting()) == (registers, tokens, False)
    words.words[0], words.words[12] = 2, 9 | 1 << 27 | 1 << 31
    assert driver.waiting() and driver.receive() == (9, True, False, 1)
    for call in (lambda: driver.configure(2, **settings), lambda: driver.send_to(2, [5]),
                 lambda: driver.send_to(-1, [5])):
        with pytest.raises(module.Fault, match="there is no text of this number: the core works on fewer"):
            call()
    with pytest.raises(ValueError, match="a text is configured by max_tokens, resume, inverse_temperature, seed"):
        driver.configure(0, seed=1)


def changed(data, at, value):
    """The image with other bytes at a place of its header, whose checksum is right again."""
    data = bytearray(data)
    data[at:at + len(value)] = value
    data[12:16] = bytes(4)
    data[12:16] = zlib.crc32(data[:4096]).to_bytes(4, "little")
    return bytes(data)


WRONG = {
    "right": (lambda data: data, 0), "of no kind": (lambda data: b"x" + data[1:], 7),
    "empty": (lambda data: b"", 7), "of another version": (lambda data: changed(data, 8, b"\x02"), 8),
    "of other words": (lambda data: changed(data, 28, b"\x20"), 9),
    "of another model": (lambda data: changed(data, 136, b"\x01"), 9),
    "with a damaged header": (lambda data: data[:200] + b"\xff" + data[201:], 253),
    "with a damaged payload": (lambda data: data[:-1] + bytes([data[-1] ^ 1]), 253),
    "without its end": (lambda data: data[:-1], 252), "without its payload": (lambda data: data[:100], 252),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_packed_model(name, host, tmp_path):
    change, code = WRONG[name]
    path = tmp_path / "model.img"
    write_image(random_checkpoint(LISTED.model, 1), LISTED.numerics, LISTED.tile, path)
    data = change(path.read_bytes())
    path.write_bytes(data)
    lines, module = said(host, "load", path, "0x123456000"), python_driver(LISTED)
    assert lines[0] == f"image {code}" and lines[-1] == f"load {code}"
    copied = [(int(at, 16), int(size)) for at, size in (line.split()[1:] for line in lines if line[:4] == "copy")]
    if code:
        assert not copied
        with pytest.raises(module.Fault) as fault:
            module.check_image(data)
        assert fault.value.code == code
    else:
        assert copied[0][0] == 0x1_2345_6000 and sum(size for _, size in copied) == len(data)
        assert said(host, "load", path, "0x123456800")[-1] == "load 251"
        module.check_image(data)


def test_the_ports_of_the_documentation(tmp_path):
    """Bare metal, /dev/mem and UIO compile as strictly beside the driver, and the run shown with them; the Python is of
    the driver's calls."""
    page = (ROOT / "docs" / "bring-up.md").read_text().partition("### The driver")[2].partition("\n### ")[0]
    run, *ports = re.findall(r"```c\n(.*?)```", page, re.S)
    assert len(ports) == 3 and sum("const struct llama2_rtl_port port" in text for text in ports) == 2
    for name, text in {header_name(): c_header(SMALL), **driver_c(SMALL)}.items():
        (tmp_path / name).write_text(text)
    ports.append('#include <stdio.h>\n#include "llama2_rtl_driver.h"\nvoid tell(struct llama2_rtl_port port, const '
                 "struct llama2_rtl_setup setup, const void *image, size_t image_bytes)\n{\n" + run + "}\n")
    for number, text in enumerate(ports):
        (tmp_path / f"{number}.c").write_text(text)
        done = subprocess.run(["gcc", *STRICT, "-fanalyzer", "-D_DEFAULT_SOURCE", "-c", f"{number}.c"], cwd=tmp_path,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert (done.returncode, done.stdout) == (0, ""), text
    [shown] = re.findall(r"```python\n(.*?)```", page, re.S)
    compile(shown, "shown", "exec")
    assert {name for name in re.findall(r"driver\.(\w+)\(", shown)} <= set(vars(core_driver.Driver))


def test_the_drivers_have_the_same_calls():
    """But for what is a register's by its name in Python, and an answer as a whole."""
    header = driver_c(SMALL, PREFIX)[driver_names(PREFIX)[0]]
    in_c = set(re.findall(rf"\b{PREFIX}_(\w+)\(", header))
    in_python = {name for name in (*vars(core_driver.Driver), *vars(core_driver)) if not name.startswith("_")}
    in_c = {"get" if name.startswith("get_") else "set" if name.startswith("set_") else name for name in in_c}
    assert in_c - {"counter"} == in_python - {"Driver", "Fault", "MAP", "zlib", "answer", "counters"}


@pytest.mark.parametrize("build", [build_axi, build_hosted], ids=["streams", "hosted"])
def test_the_python_driver_on_the_verilog(build, tmp_path):
    """With the token streams as ports, and as words of the registers' port."""
    path = tmp_path / "driver.py"
    path.write_text(driver_python(ON_AXI))
    module, params, memories = build(ON_AXI)
    simulate(module, params, "tb.registers.driver_cocotb", memories, Scenario(ON_AXI, 1).to_env() | dict(
        DRIVER=str(path)))


def test_the_python_driver_on_a_core_of_texts(tmp_path):
    path = tmp_path / "driver.py"
    path.write_text(driver_python(TEXTS))
    module, params, memories = build_hosted(TEXTS)
    simulate(module, params, "tb.registers.driver_texts_cocotb", memories, Scenario(TEXTS, 1).to_env() | dict(
        DRIVER=str(path)))


def test_a_core_of_another_map():
    """What the driver knows is the core's own."""
    assert python_driver(SMALL).MAP["registers"]["DIM"]["constant"] == 24
    assert python_driver(replace(SMALL, lanes=8)).MAP["registers"]["LANES"]["constant"] == 8
