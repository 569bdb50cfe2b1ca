"""The event counters: a question is on its way in one place."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("event_counters")
def event_counters():
    places = "{2'd0, wanted} + wanted_1 + wanted_2 + wanted_3"
    return Claims("read", "", (
        claim("inv_open", f"read$asked$open == ({places} == 1) && read$one$open == read$asked$open && {places} <= 1",
              "a question is on its way in one place until it is answered"),
    ))
