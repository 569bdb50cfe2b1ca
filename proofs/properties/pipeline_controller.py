"""The pipeline controller: a start is followed by the done of its stage, and that by the next start."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of

STAGES = ("project_qkv", "attend", "feed_forward", "finish_token")


@claims_of("pipeline_controller")
def pipeline_controller(layers):
    starts = " + ".join(f"{stage}_start" for stage in STAGES)
    at_work = [claim(f"inv_{stage}", f"!{stage}$once$open || stage == {stage.upper()}",
                     f"{stage} is at work in its state alone") for stage in STAGES]
    held = [claim(f"held_{stage}", f"!begun$was_{stage} || !begun$quiet || stage == {stage.upper()} || begun$was_done",
                  f"the controller holds in {stage} until its done") for stage in STAGES]
    lines = "\n".join([
        "reg begun$quiet = 0, begun$was_done = 0;", *(f"reg begun$was_{stage} = 0;" for stage in STAGES),
        "always @(posedge clk) begin", "    begun$quiet <= !rst;",
        "    begun$was_done <= " + " || ".join(f"stage == {stage.upper()} && {stage}_done" for stage in STAGES) + ";",
        *(f"    begun$was_{stage} <= stage == {stage.upper()};" for stage in STAGES), "end"])
    return Claims("stages", lines, (
        *at_work, *held,
        claim("inv_write_kv", "!write_kv$once$open || !written && (stage == PROJECT_QKV || stage == WRITE_KV)",
              "write_kv is at work until its done is kept"),
        claim("inv_stage", "stage <= FINISH_TOKEN", "the state is one of the six"),
        claim("inv_layer", f"layer < {layers} && (stage != IDLE || layer == 0)", "the layer is one of the model's"),
        claim("inv_order", f"stage != FINISH_TOKEN || layer == {layers - 1}", "the last stage follows the last layer"),
        claim("one_start", f"{starts} <= 1", "one stage is started at a time"),
        claim("first_layer", "!(project_qkv_start && stage == IDLE) || first_layer", "a token begins with layer 0"),
        claim("last_layer", f"!finish_token_start || layer == {layers - 1}", "a token ends after its last layer"),
        claim("kv_written", "!attend_start || written && !write_kv$once$open",
              "attention begins when keys and values are written"),
        claim("kv_with_qkv", "write_kv_start == project_qkv_start", "keys and values are written as they come"),
    ))
