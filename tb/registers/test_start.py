"""The start of a core: the page has the code, and the code as a C compiler takes it makes the accesses of the steps."""

import subprocess
from dataclasses import replace

import pytest

from llama2_rtl.converters.axi.faults import KV_LIMIT
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.converters.registers.c_header import c_header, header_name
from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.converters.registers.start_code import OTHER_CORE, code_name, start_code, start_steps
from llama2_rtl.converters.registers.start_sequence import (
    END,
    PLAIN,
    START,
    Await,
    Command,
    Expect,
    Give,
    HostOptions,
    arguments_of,
    start_of,
)
from tb.registers.test_register_files import SMALL

PREFIX = "my_core"

LISTED, DRAFTED = HostOptions(listed=True), HostOptions(listed=True, drafted=True)

RUN = dict(image_base=0x1_2345_6000, kv_base=0x9_8765_4000, kv_limit=77, max_tokens=5, resume=1,
           inverse_temperature=4096, seed=0xDEADBEEF,
           interrupt_enable=BY_NAME["INTERRUPT_ENABLE"].encode(DONE=1), top_k=40, top_p=31130, min_p=1638,
           repeat_penalty=0x3A2F4666, repeat_last_n=64, draft_ngram=3, draft_host=1)


def test_the_page():
    """docs/bring-up.md has the steps with their code, word for word."""
    page = (ROOT / "docs" / "bring-up.md").read_text()
    assert start_steps() in page, "the steps of docs/bring-up.md are not those of start_code.start_steps()"
    code = "".join(line.strip() for line in start_code().splitlines())
    blocks = start_steps().split("```c\n")[1:]
    assert len(blocks) == 1 + sum(bool(step.accesses) for step in (*START, *END))
    for block in blocks:
        assert "".join(line.strip() for line in block.partition("```")[0].splitlines()) in code


def test_every_argument_is_given():
    for options in (PLAIN, LISTED, DRAFTED):
        given = [access.argument for step in start_of(options) for access in step.accesses if isinstance(access, Give)]
        assert set(given) == set(arguments_of(options))
    assert set(given) == set(RUN)


def expected(steps, busy):
    """The accesses `(r or w, offset, word)` of a core whose STATUS reads `busy` times as what is not awaited."""
    for access in [access for step in steps for access in step.accesses]:
        register = BY_NAME[access.register]
        match access:
            case Expect():
                yield "r", register.offset, 0
            case Give(argument=argument, low=low):
                yield "w", register.offset, RUN[argument] >> low & 0xFFFFFFFF
            case Command(fields=fields):
                yield "w", register.offset, register.encode(**dict.fromkeys(fields, 1))
            case Await():
                yield from (busy + 1) * [("r", register.offset, 0)]
    yield "r", BY_NAME["ERROR"].offset, 0


@pytest.fixture(scope="module", params=[PLAIN, LISTED, DRAFTED], ids=["plain", "listed", "drafted"])
def options(request):
    """What the core has that not every core has."""
    return request.param


@pytest.fixture(scope="module")
def host(options, tmp_path_factory):
    """A program that starts a core and ends its run, `host REGISTER`: the one whose constant is another; it prints each
    access, and what the two functions return."""
    folder = tmp_path_factory.mktemp("host")
    (folder / header_name(PREFIX)).write_text(c_header(
        replace(SMALL, sampler_list=40 * options.listed, vectors=1 + options.drafted), PREFIX))
    (folder / code_name(PREFIX)).write_text(start_code(PREFIX, options))
    names = [access.register for step in START for access in step.accesses if isinstance(access, Expect)]
    cases = "".join(f"    case MY_CORE_{name}_OFFSET:\n"
                    f"        return MY_CORE_{name}_CONSTANT ^ (wrong == offset ? 1u << 16 : 0);\n" for name in names)
    members = ", ".join(f"{RUN[name]}u" + ("ll" if bits == 64 else "")
                        for name, (bits, _) in arguments_of(options).items())
    (folder / "host.c").write_text("""#include <stdio.h>
#include <stdlib.h>
#include "my_core_start.h"

static uint32_t wrong, asked;
void my_core_write(uint32_t offset, uint32_t word) { printf("w %u %u\\n", offset, word); }
uint32_t my_core_read(uint32_t offset)
{
    printf("r %u 0\\n", offset);
    switch (offset) {
""" + cases + """    case MY_CORE_STATUS_OFFSET:
        asked++;
        /* busy, idle; busy, refused; busy, idle */
        return asked == 2 ? 0 : asked == 4 ? MY_CORE_STATUS_DONE_MASK : asked == 6 ? 0 : MY_CORE_STATUS_BUSY_MASK;
    case MY_CORE_ERROR_OFFSET: return MY_CORE_ERROR_KV_LIMIT;
    }
    return 0;
}

int main(int count, char **words)
{
    struct my_core_run run = {""" + members + """};
    uint32_t code;
    wrong = count > 1 ? (uint32_t)atoi(words[1]) : 0xffffffffu;
    code = my_core_start(&run);
    printf("start %u\\n", code);
    if (code != MY_CORE_""" + OTHER_CORE + """) printf("end %u\\n", my_core_end());
    return 0;
}
""")
    subprocess.run(["gcc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "host.c", "-o", "host"], cwd=folder,
                   check=True)
    return folder / "host"


def run(host, *arguments):
    lines = subprocess.run([host, *arguments], capture_output=True, text=True, check=True).stdout.splitlines()
    accesses = [(kind, int(offset), int(word)) for kind, offset, word in (
        line.split() for line in lines if line[:2] in ("r ", "w "))]
    return accesses, [line for line in lines if line[:2] not in ("r ", "w ")]


def test_the_accesses(host, options):
    accesses, said = run(host)
    assert accesses == [*expected(start_of(options), 1), *expected(END, 1)]
    assert said == [f"start {int(KV_LIMIT)}", f"end {int(KV_LIMIT)}"]


@pytest.mark.parametrize("name", ["ID", "VERSION", "LANES", "KV_PAGES"])
def test_another_core(name, host):
    """Nothing is written to it."""
    accesses, said = run(host, str(BY_NAME[name].offset))
    assert said == ["start 255"] and accesses[-1][:2] == ("r", BY_NAME[name].offset)
    assert not [access for access in accesses if access[0] == "w"]
