"""The options that say which tokens may be chosen, by the names that llama.cpp has for them."""

from llama2_rtl.golden.sampling_formats import LONGEST_LIST, WINDOW, token_filters


def add_list(parser):
    """`--sampler-list`, None where it is not given, as `converters.presets.choose_preset` takes it."""
    parser.add_argument("--sampler-list", type=int, metavar="ENTRIES",
                        help="entries of the sampler's list instead of the preset's, at most "
                             f"{LONGEST_LIST}; 0 for a core that knows no top-k, top-p, min-p and repetition penalty")


def add_filters(parser):
    """The options that `given_filters` reads."""
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


def given_filters(arguments, entries):
    """The golden.sampling_formats.Filters of the arguments for a sampler's list of `entries`. Raises ValueError where
    it or the formats cannot hold them."""
    return token_filters(arguments.top_k, arguments.top_p, arguments.min_p, arguments.repeat_penalty,
                         arguments.repeat_last_n, entries)
