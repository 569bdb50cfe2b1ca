"""Streams that pass through a block: nothing lost, doubled or reordered."""


def scoreboard(s, m, width, count_bits, held):
    """`(lines, claims)` of a block that passes words from its stream `s` to its stream `m`, both by their prefixes.

    A tool's choice tracks one word that comes in, any of them; `ahead` counts those in front of it. `held` is how many
    words the block itself says that it holds, in Verilog.
    """
    lines = f"""
(* anyseq *) reg order$choice;
reg order$tracking = 0;
reg [{width - 1}:0] order$word;
reg [{count_bits - 1}:0] order$held = 0;
reg [{count_bits - 1}:0] order$ahead;
wire order$come = {s}_valid && {s}_ready;
wire order$go = {m}_valid && {m}_ready;
always @(posedge clk) begin
    order$held <= order$held + order$come - order$go;
    if (order$tracking) begin
        if (order$go) begin
            if (order$ahead == 0) order$tracking <= 0;
            order$ahead <= order$ahead - 1;
        end
    end
    else if (order$choice && order$come) begin
        order$tracking <= 1;
        order$word <= {s}_data;
        order$ahead <= order$held - order$go;
    end
    if (rst) begin
        order$held <= 0;
        order$tracking <= 0;
    end
end
"""
    return lines, (
        ("counted", f"order$held == {held}", "it holds the words that have come and not gone"),
        ("there", f"!{m}_valid || order$held != 0", "a word that is offered has come and not gone"),
        ("kept", "!order$tracking || order$ahead < order$held", "a word that has come has not gone unseen"),
        ("order", f"!(order$tracking && order$ahead == 0 && {m}_valid) || {m}_data == order$word",
         "a word leaves in its turn as it came"),
    )
