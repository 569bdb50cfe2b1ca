"""The options that say how tokens are chosen and which may be, by the names that llama.cpp has for them."""

from typing import NamedTuple

from llama2_rtl.golden.sampling_formats import (
    EVERY_TOKEN,
    LONGEST_LIST,
    WINDOW,
    Filters,
    check_seed,
    inverse_temperature,
    token_filters,
)


class Chance(NamedTuple):
    """How tokens are chosen, as the core takes it: see `golden.sampling` and `golden.token_filters`."""

    inverse: int = 0
    seed: int = 0
    filters: Filters = EVERY_TOKEN


def add_list(parser):
    """`--sampler-list`, None where it is not given, as `converters.presets.choose_preset` takes it."""
    parser.add_argument("--sampler-list", type=int, metavar="ENTRIES",
                        help="entries of the sampler's list instead of the preset's, at most "
                             f"{LONGEST_LIST}; 0 for a core that knows no top-k, top-p, min-p and repetition penalty")


def add_chance(parser):
    """The options that `given_chance` reads."""
    parser.add_argument("--temperature", type=float, default=0.0,
                        help="of the choice of tokens (default 0: the likeliest one each time)")
    parser.add_argument("--sample-seed", type=int, default=0,
                        help="which of the stories that a temperature allows, 0 to 4294967295 (default 0)")
    parser.add_argument("--top-k", type=int, default=0,
                        help="choose among so many tokens of the largest logits, at most the entries of the sampler's "
                             "list (default 0: all)")
    parser.add_argument("--top-p", type=float, default=1.0,
                        help="of these among the likeliest whose probabilities reach this sum (default 1: all)")
    parser.add_argument("--min-p", type=float, default=0.0,
                        help="of these among such as have this part of the largest probability (default 0: all)")
    parser.add_argument("--repeat-penalty", type=float, default=1.0,
                        help="divide logits of the last tokens by this where they are positive, else multiply them "
                             "(default 1: neither)")
    parser.add_argument("--repeat-last-n", type=int, default=WINDOW,
                        help=f"how many tokens that is about, 0 to {WINDOW} (default {WINDOW})")


def given_chance(arguments, entries):
    """The Chance of the arguments for a sampler's list of `entries`. Raises ValueError where it or the formats cannot
    hold it."""
    return Chance(inverse_temperature(arguments.temperature), check_seed(arguments.sample_seed),
                  token_filters(arguments.top_k, arguments.top_p, arguments.min_p, arguments.repeat_penalty,
                                arguments.repeat_last_n, entries))
