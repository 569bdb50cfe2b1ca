"""Drafts of the text: an answer for each question."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("draft_lookup")
def draft_lookup(**_):
    return Claims("handover", "", (
        claim("inv_open", "handover$once$open == (state != REST || done) && handover$answer$open == handover$once$open",
              "drafts are looked for until they are done"),
    ))
