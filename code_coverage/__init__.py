"""Coverage: which lines, branches, toggles and named situations of the generated Verilog a regression of the tests
reaches, as Verilator counts them.

It needs `simulation`, which has Verilator count.
"""

if __name__ != "llama2_rtl.code_coverage":
    raise ImportError("this package is llama2_rtl.code_coverage: import it by that name")
