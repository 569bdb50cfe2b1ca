"""Proofs of the generated Verilog, block by block: the rules of its bundles, and what each block is to do.

A room of its own, for it reads the blocks and their rules as `converters` states them and nothing of synthesis, whose
netlists and devices say nothing about a protocol.
"""

if __name__ != "llama2_rtl.proofs":
    raise ImportError("this package is llama2_rtl.proofs: import it by that name")
