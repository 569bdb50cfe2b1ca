"""One run of a configuration, as a program of its own: `python -m tb.soak.simulated CONFIGURATION`, in JSON."""

import json
import sys
from dataclasses import asdict
from random import Random

from llama2_rtl.converters.tops.llama2_rtl import build_model
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.golden.drafts import LONGEST_NGRAM
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, inverse_temperature, token_filters
from llama2_rtl.simulation.processes import terminable
from llama2_rtl.simulation.simulate import simulate
from tb.axi.memory import Traffic
from tb.soak.configuration import MISHAPS, POSITIONS, TEXTS, from_dict
from tb.tops.scenario import Scenario

DIFFERS = 3
"""The exit status of a run that differs from golden, unlike that of any error."""

LONGEST_PROMPT, MOST_TOKENS, TURNS = 5, 4, 3


def simulated(configuration):
    """Simulates a `Configuration`. Raises AssertionError with what differs from golden."""
    c = configuration
    scenario = Scenario(c.geometry(), c.seed)
    traffic = json.dumps(asdict(Traffic(tuple(c.latency), c.pause, c.interleave, c.places)))
    if c.kind in (POSITIONS, MISHAPS):
        module, params, memories = build_axi(scenario.geometry)
        run = dict(POSITIONS=json.dumps([position for position, _ in c.passes]),
                   SIZES=json.dumps([size for _, size in c.passes])) if c.kind == POSITIONS else dict(PAUSE=c.pause)
        tests = "tb.axi.axi_positions_cocotb" if c.kind == POSITIONS else "tb.soak.mishaps_cocotb"
        variables = dict(TRAFFIC=traffic) | run
    else:
        module, params, memories = build_model(scenario.geometry, scenario.model())
        tests, variables = ("tb.tops.texts_cocotb", texts(c)) if c.kind == TEXTS else ("tb.tops.top_cocotb", prompts(c))
    simulate(module, params, tests, memories, scenario.to_env() | variables, sim="icarus", seed=c.seed)


def prompts(configuration):
    """Variables of prompts by chance, some of which go on with the text before them."""
    c, random = configuration, Random(configuration.seed)
    filters = EVERY_TOKEN if not c.sampler_list else token_filters(
        random.randint(1, c.sampler_list), random.choice((1.0, 0.9)), random.choice((0.0, 0.05)),
        repeat_penalty=random.choice((1.0, 3.0)))
    turns = _turns(c, random)
    return dict(PROMPTS=json.dumps(turns), MAX_TOKENS=random.randint(1, MOST_TOKENS), PAUSE=c.pause,
                RESUMES=json.dumps([0] + [random.randint(0, 1) for _ in turns[1:]]),
                INVERSE=inverse_temperature(c.temperature), FILTERS=json.dumps(filters),
                NGRAM=random.randint(0, LONGEST_NGRAM), MUST_DRAFT=0)


def texts(configuration):
    """Variables of prompts of several texts by chance, with drafts of the texts, of hosts, or none."""
    c, random = configuration, Random(configuration.seed)
    drafts = random.choice((dict(NGRAM=random.randint(0, LONGEST_NGRAM)), dict(NGRAM=0, HOST=1)))
    return dict(PROMPTS=json.dumps([_turns(c, random) for _ in range(c.sequences)]), PAUSE=c.pause, ANY=1) | drafts


def _turns(configuration, random):
    """A text's prompts."""
    longest = min(LONGEST_PROMPT, configuration.context)
    return [[random.randrange(configuration.vocab_size) for _ in range(random.randint(1, longest))]
            for _ in range(TURNS)]


def main():
    try:
        with terminable():
            simulated(from_dict(json.loads(sys.argv[1])))
    except AssertionError as error:
        print(error)
        return DIFFERS
    return 0


if __name__ == "__main__":
    sys.exit(main())
