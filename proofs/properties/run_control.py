"""The control of a run: how it ends what the bus has begun."""

from llama2_rtl.converters.axi.run_control import SETTLING
from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("run_control")
def run_control():
    lines = """
reg [2:0] ends$cycles = 0;
reg ends$drained = 0;
always @(posedge clk) begin
    ends$cycles <= rst || !stop ? 0 : ends$cycles == 7 ? 7 : ends$cycles + 1;
    ends$drained <= (!read_pending || read_expired) && (!write_pending || write_expired);
end
"""
    return Claims("run_end", lines, (
        claim("late", "!forget || ends$cycles >= 5", "forget comes after five cycles of stop at least"),
        claim("drained", "!forget || ends$drained", "forget comes when nothing is pending that still moves"),
        claim("cleared", "!forget || clear", "a run that forgets is cleared"),
        claim("runs", "!running || state == RUN && !stop", "prompts are taken while the run goes on alone"),
        claim("inv_run", "!(state == CHECK || state == RUN) || !stop && !clear", "a run goes on without stop"),
        claim("inv_stop", "!(state == SETTLE || state == DRAIN) || stop", "a run ends under stop"),
        claim("inv_forget", "!forget || state == CLEAR && stop", "forget comes as the machine is cleared"),
        claim("inv_settle", f"state != SETTLE || settle <= {SETTLING} && ends$cycles >= settle",
              "the channels have had the cycles to settle"),
        claim("inv_drain", f"state != DRAIN || ends$cycles >= {SETTLING + 1}", "they have settled"),
        claim("inv_state", "state <= REFUSE", "the state is one of the seven"),
    ))
