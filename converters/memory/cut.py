"""How a deep memory is cut: into banks of powers of two, and those into columns, so that block RAMs lie side by side.

A synthesis tool that is given one deep array builds it from wide, shallow block RAMs with a multiplexer behind them,
which costs the clock. Each array here is as deep as a block RAM in one of its shapes, and needs none."""

from dataclasses import dataclass

from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import copies

DEEPEST, SHALLOWEST = 1 << 14, 1 << 10
"""Words of a block RAM of 16 Kbit that is one bit wide; of one that is wider than a column."""

COLUMN_BITS = 4
"""Bits of an array of a deep bank, or more where a block RAM is wider at that depth."""

SHARERS = 4
"""Block RAMs that share an address register. They lie all over the chip: a router
joins the many to one tree, in which some are reached by long detours."""


@dataclass(frozen=True)
class Column:
    """Bits `high - 1 .. low` of a bank's words, which are the array `name` in Verilog; columns of one `group` share
    their address registers."""

    name: str
    high: int
    low: int
    group: str

    @property
    def bits(self):
        return self.high - self.low


@dataclass(frozen=True)
class Bank:
    """Words `first` to `first + words - 1`. `first` is a multiple of the bank's size, a power of two."""

    number: int
    first: int
    words: int
    columns: tuple

    @property
    def place_bits(self):
        """Bits of a word's place within the bank: the low ones of its address."""
        return max(1, (self.words - 1).bit_length())

    @property
    def groups(self):
        """The groups of its columns, each once."""
        return tuple(dict.fromkeys(column.group for column in self.columns))

    def place(self, address):
        """Verilog for the place of the word at `address`, a signal."""
        return f"{address}[{self.place_bits - 1}:0]"

    def registers(self, name, bits):
        """The registers `name` of all groups, name -> bits."""
        return {name + group: bits for group in self.groups}

    def selected(self, address, address_bits):
        """Verilog for whether the word at `address`, a signal of `address_bits` bits, lies in this bank."""
        number = self.first >> self.place_bits
        return f"{address}[{address_bits - 1}:{self.place_bits}] == {address_bits - self.place_bits}'d{number}"


def cut(width, depth):
    """The banks of a memory of `depth` words of `width` bits: powers of two in falling order, then the rest. A bank's
    last column has what is left over too."""
    banks, first = [], 0
    while first < depth:
        left = depth - first
        words = left if left <= SHALLOWEST else min(DEEPEST, 1 << (left.bit_length() - 1))
        step = max(COLUMN_BITS, DEEPEST // words) if words > SHALLOWEST else width
        sharers = max(1, SHARERS * DEEPEST // (step * words))
        lows = range(0, max(1, width - step + 1), step)
        columns = tuple(Column(f"bank{len(banks)}_bit{low}", width if low == lows[-1] else low + step, low,
                               f"{len(banks)}_{low // step // sharers}") for low in lows)
        banks.append(Bank(len(banks), first, words, columns))
        first += words
    return banks


LATENCY = 3
"""Cycles from a group's address to its word: the address registers, the read, and a register beside each bank. Behind
it lies the choice of the bank, which wants a register of its own."""


def memory_body(banks, width, addresses, address_bits, output, attribute="", begin=(), alike=None, moves=(), writes=(),
                unknown=""):
    """The Verilog of a memory: its arrays with the `attribute`, the lines `begin`, and per clock edge the statements
    `writes`, the read of the word at the address, and the Verilog that `unknown` says of the words just read.
    `addresses` are the signals that all hold the address; the groups share them out. `alike` are registers, name ->
    bits, that are alike in several groups, and `moves` the assignments to them: they are kept apart, as the groups'
    address registers are.

    Block RAMs of a bank may lie anywhere on the chip, so each bank's word is kept beside it for a cycle before `output`
    chooses one."""
    arrays = [f"{attribute}reg [{column.bits - 1}:0] {column.name} [0:{bank.words - 1}];" for bank in banks
              for column in bank.columns]
    words = [f"reg [{width - 1}:0] word{bank.number}, kept{bank.number};" for bank in banks]
    flags = [f"reg asked{bank.number}, in{bank.number}, chosen{bank.number};" for bank in banks[1:]]
    choice = "".join(f"chosen{bank.number} ? kept{bank.number} : " for bank in banks[1:]) + "kept0"
    groups = [(bank, group) for bank in banks for group in bank.groups]
    sharers = ceil_div(len(groups), len(addresses))
    places = [f"read{group} <= {bank.place(addresses[number // sharers])};"
              for number, (bank, group) in enumerate(groups)]
    reads = [f"word{bank.number}[{column.high - 1}:{column.low}] <= {column.name}[read{column.group}];"
             for bank in banks for column in bank.columns]
    notes = [f"asked{bank.number} <= {bank.selected(addresses[0], address_bits)};" for bank in banks[1:]]
    notes += [f"in{bank.number} <= asked{bank.number};" for bank in banks[1:]]
    notes += [f"chosen{bank.number} <= in{bank.number};" for bank in banks[1:]]
    keeps = [f"kept{bank.number} <= word{bank.number};" for bank in banks]
    registers = {name: bits for bank in banks for name, bits in bank.registers("read", bank.place_bits).items()}
    declarations, process = copies(registers | (alike or {}), [*places, *moves])
    return "\n".join([
        *arrays, *declarations, *words, *flags, *begin, f"assign {output} = {choice};", "", *process, "",
        "always @(posedge clk) begin", *_indented([*writes, *reads, *notes, *keeps]), *([unknown] if unknown else []),
        "end"])


def _indented(statements):
    return [f"    {statement}" for statement in statements]
