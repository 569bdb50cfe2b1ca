"""Memory with contents, read synchronously."""

from llama2_rtl.converters.hdl import In, Out, clock, clog2, module, unsigned, verbatim
from llama2_rtl.converters.memory.style import SMALL, rom_style

FOLDER_MACRO = "LLAMA2_RTL_MEMORIES"
"""The Verilog macro that names the folder of the memory files, as a string; without it they are looked for where the
tool runs. Yosys and Vivado need neither: the one looks beside the source too, the other takes the project's files."""


def readmemh(contents):
    """The Verilog that fills memories with the words of files, `contents` being file name -> memory."""
    elsewhere = [f'initial $readmemh({{`{FOLDER_MACRO}, "/{file}"}}, {memory});' for file, memory in contents.items()]
    here = [f'initial $readmemh("{file}", {memory});' for file, memory in contents.items()]
    return "\n".join([f"`ifdef {FOLDER_MACRO}", *elsewhere, "`else", *here, "`endif"])


def ports(width, depth, file):
    return dict(clk=In(clock()), addr=In(unsigned(clog2(depth)), "the word's address"),
                data=Out(unsigned(width), "the word"))


@module(ports, suffix=lambda file, **_: file.removesuffix(".mem"))
def rom(clk, addr, data, *, width, depth, file):
    """`depth` words of `width` bits from the hexadecimal file `file`. A read takes one cycle."""
    return verbatim(_body(width, depth, file), [clk, addr], [data])


@module(ports, suffix=lambda file, **_: file.removesuffix(".mem"))
def registered_rom(clk, addr, data, *, width, depth, file):
    """As `rom`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
    second. Of a memory in LUTs a word of each quarter is read in the first and one of them chosen in the second."""
    in_luts = width * depth <= SMALL and depth % QUARTERS == 0 and depth > QUARTERS
    body = _quarters(width, depth, file) if in_luts else _body(width, depth, file, registered=True)
    return verbatim(body, [clk, addr], [data])


def _body(width, depth, file, registered=False):
    words = ("word", "kept") if registered else ("word",)
    moves = ["word <= mem[addr];", *(["kept <= word;"] if registered else [])]
    return _text(width, depth, file, [f"reg [{width - 1}:0] {', '.join(words)};", f"assign data = {words[-1]};"], moves)


QUARTERS = 4
"""Parts of a ROM in LUTs of which a word each is read at once."""


def _quarters(width, depth, file):
    low, high = clog2(depth // QUARTERS), clog2(depth)
    words = [f"word_{number}" for number in range(QUARTERS)]
    place = f"addr[{low - 1}:0]"
    declarations = [f"reg [{width - 1}:0] {', '.join(words)}, kept;", f"reg [{high - low - 1}:0] quarter;",
                    "assign data = kept;"]
    return _text(width, depth, file, declarations, [
        f"quarter <= addr[{high - 1}:{low}];",
        *(f"{word} <= mem[{{{high - low}'d{number}, {place}}}];" for number, word in enumerate(words)),
        "case (quarter)", *(f"    {number}: kept <= {word};" for number, word in enumerate(words[:-1])),
        f"    default: kept <= {words[-1]};", "endcase"])


def _text(width, depth, file, declarations, moves):
    return "\n".join([
        f"{rom_style(width, depth)}reg [{width - 1}:0] mem [0:{depth - 1}];", *declarations, "",
        readmemh({file: "mem"}), "", "always @(posedge clk) begin", *(f"    {move}" for move in moves), "end"])
