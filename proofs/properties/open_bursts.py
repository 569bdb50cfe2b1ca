"""The account of open bursts: none is closed that was not opened."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("open_bursts")
def open_bursts():
    return Claims("bursts", "", (
        claim("given_up", "given_up <= count", "only open bursts are given up"),
        claim("closed", "!ended || count != 0", "only an open burst is closed"),
    ))
