"""The option that says how drafts are found."""

from llama2_rtl.golden.drafts import LONGEST_NGRAM, USUAL_NGRAM


def add_drafts(parser):
    """`--drafts`, None where it is not given, as `chosen_drafts` takes it."""
    parser.add_argument("--drafts", type=int, metavar="TOKENS",
                        help=f"draft what followed the latest place with the text's last tokens, so many, 0 (none) to "
                             f"{LONGEST_NGRAM}; the text is the same (default {USUAL_NGRAM} where BATCH= is above 1, "
                             "else 0)")


def chosen_drafts(given, geometry):
    """How many tokens drafts are looked up by, the usual number where none is given (None). Raises ValueError for a
    number that the core of the Geometry cannot take."""
    if given is None:
        return USUAL_NGRAM if geometry.vectors > 1 else 0
    if not 0 <= given <= LONGEST_NGRAM:
        raise ValueError(f"drafts by the last {given} tokens; give 1 to {LONGEST_NGRAM}, or 0 for none")
    if given and geometry.vectors == 1:
        raise ValueError("a pass of this core has room for one position and none for drafts; give BATCH= with 2 or "
                         "more too, or leave DRAFTS away")
    return given
