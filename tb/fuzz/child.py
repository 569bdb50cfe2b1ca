"""The process that fuzzes one target, or takes one input: what kills it kills nothing else."""

import hashlib
import json
import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

INSTRUMENTED = ["llama2_rtl.golden", "llama2_rtl.device", "llama2_rtl.self_test", "llama2_rtl.synthesis.board_files",
                "llama2_rtl.converters.geometry", "llama2_rtl.converters.multipliers", "gguf.gguf_reader", "json",
                "tomllib"]
"""Modules whose edges guide the fuzzer. What libraries of other languages do it does not see."""

NEVER_S = 30
"""Seconds after which an input counts as never ending."""

MOST_ADDED = 64
"""Bytes by which a change makes a part of an input longer, at most."""

MOST_TRIES = 200
"""Inputs that are tried for a smaller one with the same fault."""

FAULTY = 3
"""The exit status where an input has a fault."""


def main():
    """Fuzzes the target NAME, whose inputs lie in `--corpus`, or takes the input `--input`. Of each fault a line is an
    object of JSON: a Fault's fields and the `input` in `--findings`; between them are libFuzzer's own lines."""
    parser = ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--input", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--findings", type=Path)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.input:
            return one_input(given.name, given.input.read_bytes(), folder)
        fuzz(given, folder)


def one_input(name, data, folder):
    """Takes an input; says its fault, and returns FAULTY where there is one."""
    from tb.fuzz.oracle import confined
    from tb.fuzz.targets import TARGETS
    confined()
    found = TARGETS[name].judge(folder)(data)
    if found:
        print(json.dumps(vars(found)), flush=True)
    return FAULTY if found else 0


def fuzz(given, folder):
    """Fuzzes until the time is over; libFuzzer ends the process."""
    import atheris
    with atheris.instrument_imports(include=INSTRUMENTED):
        from tb.fuzz.targets import TARGETS
    from tb.fuzz.oracle import confined
    target, seen = TARGETS[given.name], set()
    judged = target.judge(folder)

    def one(data):
        found = judged(data)
        if found and found.name not in seen:
            seen.add(found.name)
            _report(found, _smaller(data, found, judged), given.findings)

    def changed(data, most, seed):
        return target.changed(data, seed, lambda part: bytes(atheris.Mutate(part, len(part) + MOST_ADDED)))[:most]

    confined()
    options = [f"-artifact_prefix={given.findings}/", f"-timeout={NEVER_S}", "-rss_limit_mb=0", "-print_final_stats=1",
               f"-max_len={target.longest}", f"-max_total_time={given.seconds}", f"-seed={given.seed}", given.corpus]
    atheris.Setup([sys.argv[0], *map(str, options)], one, custom_mutator=changed)
    target.guide(judged)
    atheris.Fuzz()


def _smaller(data, found, judged):
    """The smallest of the inputs tried with the same fault: parts of `data` are taken away, ever smaller ones."""
    from tb.fuzz.oracle import SLOW
    size, tries = len(data) // 2, 0
    while size and tries < MOST_TRIES and found.kind != SLOW:
        at = 0
        while at < len(data) and tries < MOST_TRIES:
            shorter, tries = data[:at] + data[at + size:], tries + 1
            other = judged(shorter)
            if other and other.name == found.name:
                data = shorter
            else:
                at += size
        size //= 2
    return data


def _report(found, data, findings):
    path = findings / f"{found.name}-{hashlib.sha1(data).hexdigest()[:8]}"
    path.write_bytes(data)
    print(json.dumps(vars(found) | dict(name=found.name, input=str(path))), flush=True)


if __name__ == "__main__":
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    sys.exit(main())
