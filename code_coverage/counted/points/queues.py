"""Each queue, full and empty."""

from llama2_rtl.code_coverage.counted.situations import Situation, situations_of


@situations_of("word_queue")
def of_a_queue(entry):
    depth = dict(entry.params)["depth"]
    yield Situation("full", f"level == {depth}", "the queue is full")
    yield Situation("refuses", f"level == {depth} && s_valid", "a word is offered to the full queue")
    yield Situation("full_and_taken_from", f"level == {depth} && leave", "a word leaves the full queue")
    yield Situation("empty", "level == 0 && m_ready", "a word is wanted of the empty queue")
    yield Situation("in_and_out", "push && leave", "a word comes and another leaves")


@situations_of("word_buffer")
def of_a_buffer(entry):
    depth = dict(entry.params)["depth"]
    yield Situation("full", f"held == {depth}", "the buffer is full")
    yield Situation("refuses", f"held == {depth} && s_valid", "a word is offered to the full buffer")
    yield Situation("empty", "level == 0", "the buffer is empty")
    yield Situation("in_and_out", "push && issue", "a word comes and another is taken")
