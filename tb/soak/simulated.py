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
from tb.soak.configuration import MISHAPS, POSITIONS, from_dict
from tb.tops.scenario import Scenario

DIFFERS = 3
"""The exit status of a run that differs from golden, unlike that of any error."""

LONGEST_PROMPT, MOST_TOKENS, TEXTS = 5, 4, 3


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
        tests, variables = "tb.tops.top_cocotb", prompts(c)
    simulate(module, params, tests, memories, scenario.to_env() | variables, sim="icarus", seed=c.seed)


def prompts(configuration):
    """Variables of prompts by chance, some of which go on with the text before them."""
    c, random = configuration, Random(configuration.seed)
    filters = EVERY_TOKEN if not c.sampler_list else token_filters(
        random.randint(1, c.sampler_list), random.choice((1.0, 0.9)), random.choice((0.0, 0.05)),
        repeat_penalty=random.choice((1.0, 3.0)))
    texts = [[random.randrange(c.vocab_size) for _ in range(random.randint(1, min(LONGEST_PROMPT, c.context)))]
             for _ in range(TEXTS)]
    return dict(PROMPTS=json.dumps(texts), MAX_TOKENS=random.randint(1, MOST_TOKENS), PAUSE=c.pause,
                RESUMES=json.dumps([0] + [random.randint(0, 1) for _ in texts[1:]]),
                INVERSE=inverse_temperature(c.temperature), FILTERS=json.dumps(filters),
                NGRAM=random.randint(0, LONGEST_NGRAM), MUST_DRAFT=0)


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
