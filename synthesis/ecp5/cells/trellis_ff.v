// TRELLIS_FF, the flip-flop of the ECP5, with a synchronous reset, as Yosys's own library describes it.
//
// That description makes its choices by generate blocks and wires of its own: with thousands of flip-flops Icarus takes
// five times as long to elaborate it and twice as long to simulate it. This one knows the choices that synthesis makes for
// the blocks of this project, and any other stops the simulation. Every flip-flop begins with its reset value, as in the
// device after configuration.
module TRELLIS_FF (
    input CLK, LSR, CE, DI, M,
    output reg Q
);
    parameter GSR = "ENABLED", CEMUX = "1", CLKMUX = "CLK", LSRMUX = "LSR", SRMODE = "LSR_OVER_CE", REGSET = "RESET",
              LSRMODE = "LSR";

    initial begin
        Q = REGSET == "SET";
        if (CEMUX != "1" && CEMUX != "CE" && CEMUX != "INV" || CLKMUX != "CLK" || LSRMUX != "LSR" ||
                SRMODE != "LSR_OVER_CE" || REGSET != "SET" && REGSET != "RESET" || LSRMODE != "LSR")
            $fatal(1, "TRELLIS_FF: CEMUX=%0s, CLKMUX=%0s, LSRMUX=%0s, SRMODE=%0s, REGSET=%0s, LSRMODE=%0s is not modelled",
                   CEMUX, CLKMUX, LSRMUX, SRMODE, REGSET, LSRMODE);
    end

    always @(posedge CLK)
        if (LSR)
            Q <= REGSET == "SET";
        else if (CEMUX == "1" || (CEMUX == "INV" ? !CE : CE))
            Q <= DI;
endmodule
