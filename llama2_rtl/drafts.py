"""The options that say where drafts come from."""

from llama2_rtl.golden.drafts import LONGEST_NGRAM, USUAL_NGRAM
from llama2_rtl.named_models import MODEL_HELP

NO_ROOM = ("a pass of this core has room for one position and none for drafts; give BATCH= with 2 or more too, or "
           "leave {} away")


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
    if given:
        _check_room(geometry, "DRAFTS=")
    return given


def add_draft_model(parser):
    """`--draft-model`, None where it is not given, as `chosen_draft_model` takes it."""
    parser.add_argument("--draft-model", metavar="PATH",
                        help=f"a smaller model with the same tokenizer ({MODEL_HELP}), which drafts on this host what "
                             "the core then checks in one pass; the text is the same (default: drafts from the text "
                             "itself where a pass has room for them)")


def chosen_draft_model(given, geometry):
    """The DraftModel of the checkpoint at a path for the core of a Geometry; None where none is given. Raises
    ValueError for a checkpoint that cannot be read, of another vocabulary, and for a core that has no room for drafts.
    """
    if given is None:
        return None
    _check_room(geometry, "DRAFT_MODEL=")
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.draft_model import DraftModel
    checkpoint = read_checkpoint(given)
    ours, theirs = geometry.model.vocab_size, checkpoint.config.vocab_size
    if ours != theirs:
        raise ValueError(f"{given} drafts from {theirs} tokens and the core's model has {ours}; give a model with the "
                         "same tokenizer")
    return DraftModel(checkpoint, geometry.vectors - 1)


def _check_room(geometry, option):
    """Raises ValueError where passes of the core have no room for the drafts of an option."""
    if geometry.vectors == 1:
        raise ValueError(NO_ROOM.format(option))
