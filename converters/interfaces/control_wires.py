"""Tokens that are run one by one, and the stream of those of a prompt."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, clog2, forward, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.of_vector import of_vector
from llama2_rtl.converters.interfaces.sequences import PassPositions


class TokenRun(Interface):
    """The pulse `token_start` runs `token` at `position`; both stay until the pulse `token_done`. From the cycle after
    the start until then `chooses` says whether a token is to be chosen to follow: the pulse then brings `next_token`.
    Else, inside a prompt, it is run without the classifier. One at a time. `text_start` pulses with the first token of
    a text, which is at position 0.

    In a batch the vectors from `first` on run together: the last one's is the `position`, and in front of it are those
    of the others, one by one; the sink has the `token` of the `vector` that it asks for in the same cycle.
    `wants_drafts` says from `token_done` until the next start whether the host is to send drafts to follow the token
    that was chosen, where that is run. With `choices` there is none, and each vector that takes part has a `choice` of
    its own, a pulse that brings its `next_token`, in their order, the last one with `token_done`; where a text starts
    is not told then. The vectors may be of several `sequences`, see `PassPositions`.

    Where tokens of several texts wait for a pass (`waits`), those behind the first one are drafts where it
    `has_drafts`: the pass takes as many as it has room for, of each tells the pulse `draft_taken`, and `last_run` is
    the last vector that was run, from `token_done` until the next start. The last choice may then come earlier. `soon`
    says that a start will come in a bounded time. Where passes are `shared`, `answers` says how many vectors of the
    latest one had answers of texts, for which a batch of a prompt leaves room.
    """

    RULES = (
        Rule("pulse", "!{token_start} || !{was_token_start}", "token_start is a pulse of one cycle"),
        Rule("text", "!{text_start} || {token_start} && {position} == 0", "a text starts with a token at position 0",
             unless="first"),
        Rule("answer", "!({token_start} && {token_done})", "a token is never done in the cycle of its start",
             duty="sink"),
        Rule("one", "!{token_start} || !{open}", "a token is run only when the one before is done",
             between=("{token_start}", "{token_done}")),
        Rule("done", "!{token_done} || {open}", "a token is done only once it has been started",
             between=("{token_start}", "{token_done}")),
        Rule("held", "!{open} || {has_drafts} == {was_has_drafts}",
             "whether there are drafts stays while tokens are at work", between=("{token_start}", "{token_done}")),
        Rule("chooses", "!{was_token_start} || (^{chooses}) !== 1'bx", "whether a token is to be chosen is known"),
    )

    def fields(self, token_bits, position_bits, vectors=1, choices=False, sequences=1, waits=False,
               shared=False):
        choice = dict(choice=backward(bit(), "a vector has chosen"), choice_vector=backward(
            unsigned(clog2(vectors)), "the one that has")) if choices and vectors > 1 else {}
        text_start = {} if choice else dict(text_start=forward(bit(), "the token is its text's first"))
        asks = vectors > 1 and not choices
        wants = dict(wants_drafts=backward(bit(), "the host is asked for drafts")) if asks else {}
        drafts = dict(has_drafts=forward(bit(), "the tokens behind the first one are drafts"),
                      soon=forward(bit(), "a start will come"),
                      draft_taken=backward(bit(), "a draft goes into the pass"),
                      last_run=backward(unsigned(clog2(vectors)), "the last vector that was run")) if waits else {}
        answers = dict(answers=backward(unsigned(vectors.bit_length()), "vectors of the latest pass with answers")
                       ) if waits or shared else {}
        return dict(**text_start, token_start=forward(bit(), "run the token"), **Batch(vectors).members,
                    **of_vector(vectors, backward), token=forward(unsigned(token_bits), "its number"),
                    **PassPositions(position_bits, vectors, sequences).members,
                    chooses=forward(bit(), "a token is chosen to follow it"),
                    token_done=backward(bit(), "it has been run"), **choice,
                    next_token=backward(unsigned(token_bits), "the token chosen to follow it"), **wants, **drafts,
                    **answers)

    def port_name(self, bundle, field):
        name = {"first": "first_vector", "vector": "token_vector"}.get(field, field)
        return name if bundle == "run" else f"{bundle}_{name}"


class SoughtTokens(Interface):
    """The last tokens of a text: levels, which change as a token is added to it, not while it is searched."""

    RULES = (
        Rule("known", "(^{last}) !== 1'bx && (^{second}) !== 1'bx && (^{third}) !== 1'bx", "the tokens are known"),
    )

    def fields(self, token_bits):
        return dict(last=forward(unsigned(token_bits), "the last one"),
                    second=forward(unsigned(token_bits), "the one in front of it"),
                    third=forward(unsigned(token_bits), "the one in front of that"))
