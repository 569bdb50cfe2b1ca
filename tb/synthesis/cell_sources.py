"""Verilog whose synthesis needs block RAMs and multipliers in each of their ways, and the miter that holds the netlist
against it."""

import re

BLOCK_BITS = 1 << 14
WIDTHS = (1, 2, 4, 9, 18, 36)
"""Widths of a block RAM's port; a memory as deep as the block at this width is mapped to it."""

INPUTS = dict(clk=1, rst=1, en=1, we_a=1, we_b=1, be=4, addr_a=14, addr_b=14, data_a=36, data_b=36, a=32, b=32)
"""The inputs that all sources share: two ports of a memory, and the factors `a` and `b`."""

KINDS = {
    # What happens at the clock edge, by name; `q` is the output, `kept` a register.
    "rom": "q <= mem[addr_b];",
    "old": "if (we_a) mem[addr_a] <= data_a; q <= mem[addr_b];",
    "no_change": "if (en) if (we_a) mem[addr_a] <= data_a; else q <= mem[addr_a];",
    "new": "if (en) begin q <= mem[addr_a]; if (we_a) begin mem[addr_a] <= data_a; q <= data_a; end end",
    "before": "if (en) begin q <= mem[addr_a]; if (we_a) mem[addr_a] <= data_a; end",
    "registered_rom": "kept <= mem[addr_b]; q <= kept;",
    "registered": "if (we_a) mem[addr_a] <= data_a; kept <= mem[addr_b]; q <= kept;",
    "held": "kept <= mem[addr_b]; if (en) q <= kept;",
    "cleared": "if (rst) q <= 0; else if (en) q <= mem[addr_b];",
}

RAM = """module {name} ({ports}, output reg [{width} - 1:0] q);
    {style} reg [{width} - 1:0] mem [0:{depth} - 1];
    initial $readmemh("{file}", mem);
    reg [{width} - 1:0] kept;
    initial {{q, kept}} = 0;
    always @({edge} clk{also}) begin {body} end
endmodule
"""

BYTE = "if (we_a & be[{i}]) mem[addr_a][{first} +: 9] <= data_a[{first} +: 9]; "
BYTES = [BYTE.format(i=i, first=9 * i) for i in range(4)]

TWO_PORTS = """module {name} ({ports}, output reg [17:0] q);
    (* ram_style = "block", no_rw_check *) reg [8:0] mem [0:2047];
    initial $readmemh("contents_9.mem", mem);
    initial q = 0;
    wire [10:0] at_a = {{addr_a[9:0], en}}, at_b = {{addr_b[9:0], ~en}};
    always @(posedge clk) if (we_a) mem[at_a] <= data_a; else q[8:0] <= mem[at_a];
    always @(posedge clk) if (we_b) mem[at_b] <= data_b; else q[17:9] <= mem[at_b];
endmodule
"""
"""Both ports read and write, never at the same address."""

PRODUCTS = {"ss_18x18": (18, 18, 1), "uu_18x18": (18, 18, 0), "ss_9x5": (9, 5, 1), "uu_17x12": (17, 12, 0),
            "ss_32x32": (32, 32, 1), "uu_32x32": (32, 32, 0)}
"""Name -> bits of `a`, bits of `b`, whether they are signed."""


def depth(width):
    """Words of a block RAM with ports of this width: of nine bits one is out of reach for ports below nine."""
    return BLOCK_BITS * 9 // 8 // width if width >= 9 else BLOCK_BITS // width


def memory_files(random):
    """File name -> (bits per word, words) of random contents, one per width."""
    return {f"contents_{width}.mem": (width, [random.getrandbits(width) for _ in range(depth(width))])
            for width in WIDTHS}


def module(prefix, name, width, body, edge="posedge", also="", style='(* ram_style = "block" *)'):
    """`(name, width of q, text)` of a memory."""
    body = re.sub(r"addr_[ab]", rf"\g<0>[{(depth(width) - 1).bit_length() - 1}:0]", body)
    return f"{name}_{width}", width, RAM.format(
        name=f"{prefix}{name}_{width}", ports=ports(), style=style, width=width, depth=depth(width),
        file=f"contents_{width}.mem", edge=edge, also=also, body=body)


def ports():
    return ", ".join(f"input [{bits} - 1:0] {name}" for name, bits in INPUTS.items())


def sources(prefix):
    """`(name, bits of the output q, text)` of every module, `prefix` in front of their names in the text."""
    for width in WIDTHS:
        for kind, body in KINDS.items():
            if kind in ("rom", "old", "registered_rom", "registered", "held") or width < 36:
                yield module(prefix, kind, width, body)
    yield module(prefix, "falling_edge", 9, KINDS["rom"], edge="negedge")
    yield module(prefix, "asynchronous_reset", 18, "if (rst) q <= 0; else q <= mem[addr_b];", also=", posedge rst")
    yield module(prefix, "bytes", 36, "".join(BYTES) + "q <= mem[addr_b];")
    yield module(prefix, "bytes", 18, "".join(BYTES[:2]) + "if (!we_a) q <= mem[addr_a];")
    yield module(prefix, "unchecked", 9, KINDS["old"], style='(* ram_style = "block", no_rw_check *)')
    yield "two_ports", 18, TWO_PORTS.format(name=f"{prefix}two_ports", ports=ports())
    for name, (a, b, signed) in PRODUCTS.items():
        cast = "$signed" if signed else ""
        yield name, a + b, (f"module {prefix}{name} ({ports()}, output [{a + b} - 1:0] q);\n"
                            f"    assign q = {cast}(a[{a - 1}:0]) * {cast}(b[{b - 1}:0]);\nendmodule\n")
    for name, enabled, bits in (("registered_product", "", "15:0"), ("held_product", "if (en) ", "31:16")):
        product = f"{enabled}q <= $signed(a[{bits}]) * $signed(b[{bits}]);"
        yield name, 32, (
            f"module {prefix}{name} ({ports()}, output reg [31:0] q);\n    initial q = 0;\n"
            f"    always @(posedge clk) if (rst) q <= 0; else {product}\nendmodule\n")


def top(name, prefix, outputs):
    """A module with all of them side by side, its outputs named after them."""
    connections = ", ".join(f".{port}({port})" for port in INPUTS)
    declared = ", ".join(f"output [{bits} - 1:0] {output}" for output, bits in outputs.items())
    instances = "".join(f"    {prefix}{output} u_{output} ({connections}, .q({output}));\n" for output in outputs)
    return f"module {name} ({ports()}, {declared});\n{instances}endmodule\n"


def miter(outputs):
    """Bit i of `differs` tells that the i-th output of the netlist is not the source's, an unknown bit included.

    After a read of the word being written, where the source asks for nothing (`unchecked`), all bits must be unknown.
    """
    connections = ", ".join(f".{port}({port})" for port in INPUTS)
    text = f"module miter ({ports()}, output [{len(outputs) - 1}:0] differs);\n    reg met;\n"
    text += "    always @(posedge clk) met <= we_a && addr_a[10:0] == addr_b[10:0];\n"
    for side in ("source", "netlist"):
        text += "".join(f"    wire [{bits} - 1:0] {side}_{name};\n" for name, bits in outputs.items())
        text += f"    {side} u_{side} ({connections}, " + ", ".join(
            f".{name}({side}_{name})" for name in outputs) + ");\n"
    for index, (name, bits) in enumerate(outputs.items()):
        expected = f"source_{name}"
        if name.startswith("unchecked"):
            expected = f"(met ? {{{bits}{{1'bx}}}} : source_{name})"
        text += f"    assign differs[{index}] = netlist_{name} !== {expected};\n"
    return text + "endmodule\n"
