"""Registers that are alike on purpose, a copy for each part of a wide fan-out: no tool may make one of them again."""

ON_REGISTER = '(* dont_touch = "true", dont_merge, preserve *)'
"""Where Vivado looks for the first and Quartus for the other two. Yosys knows none of them."""

ON_PROCESS = "(* keep *)"
"""Where Yosys looks: of two registers with the attribute on their declarations alone it makes one."""


def copies(registers, statements):
    """`(declarations, process)`, lines of Verilog: the registers, name -> bits, and the process on the rising edge of
    `clk` that runs the `statements`, lines too. It is to assign these registers and no others: each is kept, whatever
    equals it. One cycle from what is assigned to the register."""
    declarations = [f"{ON_REGISTER} reg {f'[{bits - 1}:0] ' if bits > 1 else ''}{name};"
                    for name, bits in registers.items()]
    return declarations, [f"{ON_PROCESS} always @(posedge clk) begin", *(f"    {line}" for line in statements), "end"]
