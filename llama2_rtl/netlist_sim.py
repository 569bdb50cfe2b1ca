"""List the tests that run on the netlist after synthesis for the ECP5, or run one of them."""

from llama2_rtl import sim

TESTS = {"qkv_seq": "g0 or g1", "attend_seq": "one_head or chunks", "ffn_seq": "g0", "logits": "g2",
         "decoder": "one_head or one_layer", "top": "limit"}
"""The tests of stages and of the whole decoder, each with the cases (`pytest -k`) whose netlist is small enough for
Icarus. Tests that reach into memories (`positions`) or need a checkpoint's size (`story`) have no place here."""


def add_arguments(parser):
    sim.add_test_arguments(parser)


def run(arguments):
    tests = sim.find_tests()
    if not sim.chosen_test(arguments, tests):
        sim.print_tests({name: tests[name] for name in TESTS})
        return 0
    if arguments.test not in TESTS:
        raise ValueError(f"the test '{arguments.test}' does not run on the netlist; choose one of {', '.join(TESTS)}")
    return sim.run_test(tests[arguments.test], arguments, "-k", TESTS[arguments.test], NETLIST="ecp5")
