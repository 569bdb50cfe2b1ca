"""Each fault and each command at each state of a run over AXI4 in which it can come."""

from llama2_rtl.code_coverage.counted.situations import Situation, situations_of
from llama2_rtl.converters.axi.faults import FAULTS

OF_READS = ("READ_SLVERR", "READ_DECERR", "READ_TIMEOUT")
OF_WRITES = ("WRITE_SLVERR", "WRITE_DECERR", "WRITE_TIMEOUT")
OF_THE_HEADER = ("NO_IMAGE", "IMAGE_VERSION", "IMAGE_SHAPE")

POSSIBLE = {"CHECK": (*OF_READS, *OF_THE_HEADER), "RUN": (*OF_READS, *OF_WRITES, "TOKEN"),
            "DRAIN": (*OF_READS, *OF_WRITES)}
"""State -> the faults that can come in it: before the header is checked nothing is written and no prompt taken."""

WITH_A_RUN = ("CHECK", "RUN", "SETTLE", "DRAIN", "CLEAR")


@situations_of("run_control")
def faults(entry):
    numbers = {name: code for code, (name, _) in enumerate(FAULTS)}
    for state, names in POSSIBLE.items():
        for name in names:
            yield Situation(f"{name}_in_{state}".lower(), f"state == {state} && fault == {numbers[name]}",
                            f"the fault {name} in the state {state}")
    yield Situation("fault_after_a_fault", "state != IDLE && state != CLEAR && fault != NONE && error != NONE && "
                    "error != CONTEXT", "a second fault, which is not reported")
    yield Situation("fault_after_a_full_context", "state == RUN && first && error == CONTEXT",
                    "a fault takes the place of the full context")
    yield Situation("full_context", "state == RUN && context_full", "the context is full")
    yield Situation("refused", "state == IDLE && run_start && kv_short", "a run is refused for want of pages")


@situations_of("run_control")
def commands(entry):
    for state in WITH_A_RUN:
        yield Situation(f"abort_in_{state}".lower(), f"state == {state} && run_abort", f"a run is ended in {state}")
    yield Situation("waits_for_reads", "state == DRAIN && read_pending && !read_expired", "what was read is drained")
    yield Situation("waits_for_writes", "state == DRAIN && write_pending && !write_expired",
                    "what was written is drained")
    yield Situation("gives_up", "state == DRAIN && drained && (read_pending || write_pending)",
                    "what is unanswered is given up")
