"""Drafts of a host: one packet for each question, and no more drafts than there is room for."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("host_drafts")
def host_drafts(vocab_size, vectors):
    lines = f"""
reg [{vectors}:0] room = 0;
reg ended = 0;
always @(posedge clk) begin
    if (start) room <= most;
    else if (out_valid) room <= room - 1'b1;
    ended <= s_axis_tvalid && s_axis_tready && s_axis_tlast;
    if (rst) begin
        room <= 0;
        ended <= 0;
    end
end
"""
    return Claims("out_draft", lines, (
        claim("asked", "!s_axis_tready || handover$once$open", "a word is taken while drafts are asked for"),
        claim("ends", "done == ended", "what was asked for is done a cycle after its packet's last word"),
        claim("room", "!out_valid || room != 0", "there are no more drafts than may be"),
        claim("known", f"!out_valid || draft < {vocab_size}", "a draft is a token of the vocabulary"),
        claim("inv_open", "handover$once$open == (state == TAKE || done) && handover$answer$open == "
              "handover$once$open", "drafts are asked for until they are done"),
        claim("inv_left", "room >= left + out_valid", "what may still come is what was allowed, less what came"),
    ))
