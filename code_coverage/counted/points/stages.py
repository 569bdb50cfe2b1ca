"""What holds a stage, and what ends an answer."""

from llama2_rtl.code_coverage.counted.situations import Situation, situations_of
from llama2_rtl.converters.control.pipeline_controller import STAGES

WITH_MATRICES = [stage for stage in STAGES if stage not in ("idle", "write_kv")]
"""Those that read words of the stream."""


@situations_of("decoder")
def held(entry):
    for stage in WITH_MATRICES:
        at = f"stage == {STAGES.index(stage)}"
        yield Situation(f"{stage}_has_weights", f"{at} && weight_beat", f"{stage} takes a word of weights")
        yield Situation(f"{stage}_has_parameters", f"{at} && parameter_beat", f"{stage} takes a word of parameters")
        yield Situation(f"{stage}_stalls", f"{at} && stall", f"{stage} waits for a word of the stream")
    attends = f"stage == {STAGES.index('attend')}"
    yield Situation("attend_waits_for_a_key", f"{attends} && !attention_beat && !key_there",
                    "attend has no beat while no word of keys is there")
    yield Situation("attend_waits_for_a_value", f"{attends} && !attention_beat && !value_there",
                    "attend has no beat while no word of values is there")
    yield Situation("keys_go_on", f"{attends} && key_issue", "attend takes a word of keys")
    yield Situation("values_go_on", f"{attends} && value_issue", "attend takes a word of values")


@situations_of("pipeline_controller")
def waits(entry):
    yield Situation("write_kv_late", "stage == WRITE_KV && !written",
                    "write_kv holds the layer: its keys and values are not written yet")
    yield Situation("write_kv_early", "stage == PROJECT_QKV && (written || write_kv_done)",
                    "write_kv is done while queries are still being projected")
    yield Situation("next_token_at_once", "stage == IDLE && token_start", "a token begins")


@situations_of("token_loop")
def answers(entry):
    yield Situation("answer_refused", "m_axis_tvalid && !m_axis_tready", "a token of the answer waits for its sink")
    yield Situation("answer_held", "state == OFFER && m_axis_tvalid && !m_axis_tready",
                    "a token of the answer waits for the one before it, which its sink has not taken")
    yield Situation("prompt_missing", "state == TAKE && !s_axis_tvalid", "the core waits for a prompt's token")
    yield Situation("ends_at_the_maximum", "offer && at_maximum && !ends_text && !context_full",
                    "an answer ends because it is as long as it may be")
    yield Situation("ends_at_a_stop_token", "offer && ends_text && !at_maximum", "an answer ends at a stop token")
    yield Situation("ends_with_the_context", "offer && context_full && !ends_text && !at_maximum",
                    "an answer ends because the context is full")
