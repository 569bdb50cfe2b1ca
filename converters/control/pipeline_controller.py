"""The order of the stages: one after the other, layer by layer, each held until it is done."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, Rule, bit, check, clocked, module, named, state_register, unsigned
from llama2_rtl.converters.interfaces.control import Handover

IDLE, PROJECT_QKV, WRITE_KV, ATTEND, FEED_FORWARD, FINISH_TOKEN = named(
    "IDLE PROJECT_QKV WRITE_KV ATTEND FEED_FORWARD FINISH_TOKEN")
STAGE_BITS = IDLE.bits

STAGES = ("idle", "project_qkv", "write_kv", "attend", "feed_forward", "finish_token")
"""The stages' names by their number."""

RULES = (
    Rule("token_start", f"!{{token_start}} || {{stage}} == {IDLE}", "a token starts only when the one before is done"),
    Rule("project_qkv_done", f"!{{project_qkv_done}} || {{stage}} == {PROJECT_QKV}",
         "project_qkv is done only while it runs"),
    Rule("write_kv_done", f"!{{write_kv_done}} || {{stage}} == {PROJECT_QKV} || {{stage}} == {WRITE_KV}",
         "write_kv is done only while it runs"),
    Rule("attend_done", f"!{{attend_done}} || {{stage}} == {ATTEND}", "attend is done only while it runs"),
    Rule("feed_forward_done", f"!{{feed_forward_done}} || {{stage}} == {FEED_FORWARD}",
         "feed_forward is done only while it runs"),
    Rule("finish_token_done", f"!{{finish_token_done}} || {{stage}} == {FINISH_TOKEN}",
         "finish_token is done only while it runs"),
)


def ports(layers):
    return clocked(token_start=In(bit(), "run a token"), stage=Out(state_register(IDLE), "the stage at work"),
                   layer=Out(unsigned((layers - 1).bit_length() or 1), "its layer"),
                   first_layer=Out(bit(), "with a start: it is the first"), project_qkv=Out(Handover()),
                   write_kv=Out(Handover()), attend=Out(Handover()), feed_forward=Out(Handover()),
                   finish_token=Out(Handover()))


@module(ports)
def pipeline_controller(clk, rst, token_start, stage, layer, first_layer, project_qkv, write_kv, attend, feed_forward,
                        finish_token, *, layers):
    """`token_start` runs project_qkv, write_kv, attend and feed_forward for each of `layers` layers, then
    finish_token. A stage's start pulses as the one before it is done, and the controller holds in it for as long as its
    done does not come. Keys and values are written while queries are still being projected: write_kv starts together
    with project_qkv, its done is kept, and the controller holds in WRITE_KV only until the cycle after it.
    `first_layer` is valid with the starts. A stage's done comes only while it runs.
    """
    last_layer = layers - 1
    at_last_layer, written = bit(), bit()

    @always_comb
    def decode():
        first_layer.next = (layer == 0) and (stage != FEED_FORWARD)
        at_last_layer.next = layer == last_layer

    @always_comb
    def decide():
        project_qkv.start.next = ((stage == IDLE) and token_start) or (
            (stage == FEED_FORWARD) and feed_forward.done and not at_last_layer)
        attend.start.next = (stage == WRITE_KV) and written
        feed_forward.start.next = (stage == ATTEND) and attend.done
        finish_token.start.next = (stage == FEED_FORWARD) and feed_forward.done and at_last_layer

    @always_comb
    def begin_write():
        write_kv.start.next = project_qkv.start

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if project_qkv.start:
            written.next = 0
        elif write_kv.done:
            written.next = 1
        if (stage == IDLE) and token_start:
            stage.next = PROJECT_QKV
        elif (stage == PROJECT_QKV) and project_qkv.done:
            stage.next = WRITE_KV
        elif attend.start:
            stage.next = ATTEND
        elif feed_forward.start:
            stage.next = FEED_FORWARD
        elif (stage == FEED_FORWARD) and feed_forward.done:
            if at_last_layer:
                stage.next = FINISH_TOKEN
            else:
                stage.next = PROJECT_QKV
                layer.next = layer + 1
        elif (stage == FINISH_TOKEN) and finish_token.done:
            stage.next = IDLE
            layer.next = 0

    checks = check(clk, rst, RULES, stage=stage, token_start=token_start, project_qkv_done=project_qkv.done,
                   write_kv_done=write_kv.done, attend_done=attend.done, feed_forward_done=feed_forward.done,
                   finish_token_done=finish_token.done)
    return decode, decide, begin_write, walk, checks
