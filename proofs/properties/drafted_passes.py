"""Passes with drafts: a token that is asked for is done once; decoder and sources of drafts are asked in turn."""

from llama2_rtl.proofs.claims import Claims, Probe, claim, claims_of

SOURCES = "u_draft_lookup", "u_host_drafts"


@claims_of("drafted_passes")
def drafted_passes(geometry):
    probes = tuple(Probe(source, name, 1, f"handover${name}$open") for source in SOURCES for name in ("once", "answer"))
    seeks = dict(u_draft_lookup="state == SEEK && !host", u_host_drafts="state == SEEK && host")
    return Claims("asked", "", (
        claim("inv_state", "state <= ANSWER", "the state is one of the five"),
        claim("inv_settled", "check$rules$settled$open == asked$one$open", "a token is at work until it is done"),
        claim("inv_enabled", "enabled || state == REST && !started", "without drafts the states are left alone"),
        claim("inv_asked", "!enabled || asked$one$open == (state != REST) && asked$done$open == asked$one$open",
              "a token is at work outside REST"),
        claim("inv_off", "enabled || asked$one$open == run$one$open && asked$done$open == asked$one$open",
              "without drafts the decoder is asked what is asked"),
        claim("inv_started", "!started || state == RUN", "the decoder is started as RUN begins"),
        claim("inv_run", "run$done$open == run$one$open && (!enabled || run$one$open == (state == RUN && !started))",
              "the decoder is at work in RUN"),
        *([claim("inv_held", "run$held$open == run$one$open", "tokens are at work until they are done")]
          if geometry.sequences > 1 else []),
        *(claim(f"inv_{source}", f"{source}$once == ({when}) && {source}$answer == {source}$once",
                "drafts are asked for in SEEK, of one source") for source, when in seeks.items()),
    ), probes)
