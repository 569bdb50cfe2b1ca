"""A stage of one matrix: its states, from its start to its done."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("matrix_job")
def matrix_job():
    return Claims("matrix", "", (
        claim("inv_once", "handover$once$open == (matrix_wanted || running) && handover$answer$open == "
              "handover$once$open", "the stage is at work while its matrix is wanted or runs"),
        claim("inv_apart", "!(matrix_wanted && running)", "the matrix is wanted or runs"),
    ))
