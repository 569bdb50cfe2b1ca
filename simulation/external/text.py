"""A text, turn by turn, by the core over AXI4 in a program of its own."""

import json

from llama2_rtl.golden.sampling_formats import EVERY_TOKEN
from llama2_rtl.simulation.external.program import TEXT, build, call


def tell(geometry, image, turns, folder, max_tokens=0, inverse_temperature=0, seed=0, filters=EVERY_TOKEN, drafts=0,
         timing=None, hear=print, progress=None, polls=None):
    """Runs the turns, pairs of `resume` and a prompt's tokens, on the packed model in the file `image`; `folder` takes
    what the program reads. The rest are the core's registers, Filters where its sampler has a list, how many tokens
    `drafts` are looked up by where its passes hold several positions, and the memory's Timing.

    `hear` is called with every event as it happens, by name: event ("start", "in": a prompt's token is taken, "out":
    one is generated), token, cycle; `progress` with how far the building of the program is. `polls` is how many
    readings of registers in a row, without a rest or a writing, end the program, a million where it is None. Raises
    ValueError where Verilator is missing, AssertionError where the program fails.
    """
    program = build(geometry, progress, TEXT)
    path = folder / "turns"
    path.write_text("".join(" ".join(map(str, [int(resume), *tokens])) + "\n" for resume, tokens in turns))
    options = dict(image=image, turns=path, max_tokens=max_tokens, inverse_temperature=inverse_temperature, seed=seed,
                   draft_ngram=drafts, **filters._asdict()) | (dict(polls=polls) if polls else {})

    def hear_line(line):
        if line.startswith('{"event"'):
            hear(**json.loads(line))

    call(program, TEXT, geometry, timing, options, hear_line)
