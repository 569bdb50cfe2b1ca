"""Mutants: small slips put into the generated Verilog, which the tests must see or a proof must call equal.

It needs `simulation`, whose tests run on the changed text, and `proofs`, whose machinery holds a mutant against the
original.
"""

if __name__ != "llama2_rtl.mutation":
    raise ImportError("this package is llama2_rtl.mutation: import it by that name")
