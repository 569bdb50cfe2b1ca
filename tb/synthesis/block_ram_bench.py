"""A DP16KD of nine bits at port A in a bench of its own, for the parameters of which Yosys makes no use."""

FIELDS = dict(ce=1, oce=1, we=1, rst=1, cs=3, byte=11, data=9)
"""The inputs of a cycle and their bits."""

TEXT = """`timescale 1ns/1ps
module bench;
    reg clock = 0, ce, oce, we, rst;
    reg [2:0] cs;
    reg [10:0] at;
    reg [8:0] data;
    wire [8:0] q;
    DP16KD #({parameters}) u_ram (
        .CLKA(clock), .CEA(ce), .OCEA(oce), .WEA(we), .RSTA(rst), .CSA2(cs[2]), .CSA1(cs[1]), .CSA0(cs[0]),
        {pins}
        .CLKB(1'b0), .CEB(1'b0), .OCEB(1'b0), .WEB(1'b0), .RSTB(1'b0), .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0));
    initial begin
{cycles}
        $finish;
    end
endmodule
"""

CYCLE = """        {{ce, oce, we, rst, cs, at, data}} = {word};
        #1 $display("before %0d", q);
        #4 clock = 1; #1 $display("after %0d", q);
        #4 clock = 0; #1;
"""


def bench(cycles, **parameters):
    """Verilog that prints the output before and after the rising edge of each cycle: dicts of `FIELDS`. The first bytes
    of the RAM hold 100, 101, 102 and so on."""
    contents = sum((100 + byte) << (20 * (byte // 2) + 9 * (byte % 2)) for byte in range(32))
    parameters = {"DATA_WIDTH_A": 9, "DATA_WIDTH_B": 9, "INITVAL_00": f"320'h{contents:x}"} | {
        name: f'"{value}"' for name, value in parameters.items()}
    pins = [f".ADA{i + 3}(at[{i}])," for i in range(11)] + [f".DIA{i}(data[{i}]), .DOA{i}(q[{i}])," for i in range(9)]
    return TEXT.format(parameters=", ".join(f".{name}({value})" for name, value in parameters.items()),
                       pins=" ".join(pins), cycles="".join(CYCLE.format(word=word(cycle)) for cycle in cycles))


def word(cycle):
    """The inputs of a cycle as one Verilog number; what is not named is 0, enables are 1."""
    cycle, value, total = dict(ce=1, oce=1) | cycle, 0, 0
    for name, bits in FIELDS.items():
        value, total = value << bits | cycle.get(name, 0), total + bits
    return f"{total}'d{value}"
