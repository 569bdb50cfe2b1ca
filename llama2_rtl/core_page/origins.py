"""How a figure came about, in one word: each figure of the page bears one of these."""

SIMULATED, PREDICTED, COMPUTED = "simulated", "predicted", "computed"
PLACED, SYNTHESISED, MEASURED = "placed and routed", "synthesised", "measured"

MEANING = {
    SIMULATED: "the generated Verilog ran in a simulator, and its cycles were counted",
    PREDICTED: "the cycle model, or a formula, gives it from the configuration alone",
    COMPUTED: "golden, the fixed-point model in PyTorch, ran; the Verilog equals it bit for bit",
    SYNTHESISED: "Yosys counted the cells of the netlist; nothing was placed",
    PLACED: "nextpnr placed and routed the netlist, and gave the frequency of its slowest path",
    MEASURED: "read on a board; none of this page was",
}
