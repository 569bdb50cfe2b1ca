"""Passes that texts share: the decoder is at work in one state alone, and a text's batch until it is done."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("shared_passes")
def shared_passes(**_):
    return Claims("run", "", (
        claim("inv_over", "!waiting_done || state == REST", "a pass is over as REST begins"),
        claim("inv_state", "state <= RUN", "the state is one of the six"),
        claim("inv_started", "!token_start || state == RUN", "the decoder is started as RUN begins"),
        claim("inv_run", "run$one$open == (state == RUN && !token_start) && run$done$open == run$one$open",
              "the decoder is at work in RUN"),
    ))


@claims_of("waiting_tokens")
def waiting_tokens(**_):
    return Claims("asked", "", (
        claim("inv_asked", "asked$one$open == (waiting_valid || running || asked_token_done) && "
              "asked$done$open == asked$one$open && asked$held$open == asked$one$open",
              "a batch is at work while its tokens wait, run or are done"),
        claim("inv_apart", "!(waiting_valid && running && !waiting_draft) && !(asked_token_done && (waiting_valid || "
              "running))", "they wait, run or are done; drafts wait while the token before them runs"),
        claim("inv_draft", "!waiting_draft || running || asked_token_done || !asked$one$open",
              "drafts wait behind a token that runs"),
    ))
