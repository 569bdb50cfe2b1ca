"""The token loop: the decoder is at work in the state RUN alone."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("token_loop")
def token_loop(geometry):
    return Claims("run", "", (
        claim("inv_state", "state <= DRAIN", "the state is one of the five"),
        claim("inv_start", "run$one$open == (state == RUN) && token_start == (state == START)",
              "a token is started in START and at work in RUN"),
        claim("taken", "!(s_axis_tready && run$one$open)", "no token of a prompt is taken while one is at work"),
    ))
