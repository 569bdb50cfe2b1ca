"""The parts of MyHDL that it does not promise to keep: touched here alone, and of the release they were tried in."""

from functools import cache

import myhdl
import myhdl._block
import myhdl._instance
import myhdl._resolverefs
import myhdl._util
import myhdl.conversion._toVerilog as to_verilog
from myhdl._always import _Always as Always
from myhdl._always_comb import _AlwaysComb as AlwaysComb
from myhdl._always_seq import _AlwaysSeq as AlwaysSeq
from myhdl._extractHierarchy import _UserVerilogCode as UserVerilogCode
from myhdl._ShadowSignal import _ShadowSignal as ShadowSignal
from myhdl._Signal import _Signal as AnySignal

__all__ = ["Always", "AlwaysComb", "AlwaysSeq", "AnySignal", "ShadowSignal", "UserVerilogCode"]

RELEASE = "0.11.52"

if myhdl.__version__ != RELEASE:
    raise ImportError(f"MyHDL is {myhdl.__version__}; llama2-rtl uses private parts of {RELEASE}: "
                      f"pip install myhdl=={RELEASE}")


def name_of(signal):
    """The name that a signal has in Verilog, None as long as it has none."""
    return signal._name


def shape_of(signal):
    """`(width, is_signed)` of a signal."""
    if isinstance(signal.val, bool) or signal._type is bool:
        return 1, False
    return signal._nrbits, signal._min is not None and signal._min < 0


def value_after_reset(signal):
    """What a register holds after a reset, an integer."""
    return int(signal._init)


def is_bit(signal):
    """Whether a signal is a single wire, not a vector."""
    return signal._type is bool


def mark_read(signal):
    """Verilog text reads the signal."""
    signal._markUsed()
    signal.read = True


def mark_driven(signal):
    """Verilog text drives the signal, by `assign` or an instance."""
    signal._markUsed()
    signal.driven = "wire"


def state_ports(unit, ports):
    """The block instance `unit` has these ports, name -> signal, in this order."""
    unit.argnames, unit.argdict = list(ports), dict(ports)
    unit._inferInterface = lambda: None


def forget_names():
    """MyHDL numbers blocks across conversions in one process; the output must not depend on that."""
    myhdl._block._name_set.clear()
    myhdl._block._inst_name_set.clear()


def name_reset_value(signal, constant):
    """The value of a vector after reset is a constant that is written by its name."""
    signal._init.constant = constant


def install_names(name_of_constant):
    """From now on MyHDL writes an integer by the name that `name_of_constant` gives, where it gives one: in
    expressions, as a label of a case, and as a value after reset."""
    number, value_after_reset = to_verilog._intRepr, to_verilog._convertInitVal
    to_verilog._intRepr = lambda value, radix="": name_of_constant(value) or number(value, radix)
    to_verilog._convertInitVal = lambda register, value: (
        name_of_constant(getattr(value, "constant", None)) or value_after_reset(register, value))


def install_inspection(inspection):
    """From now on MyHDL asks `inspection` about its callers, and takes the indentation off each source once."""
    myhdl._block.inspect = myhdl._instance.inspect = myhdl._util.inspect = inspection
    myhdl._util._dedent = cache(myhdl._util._dedent)


def rewrite_names(in_place_of):
    """From now on MyHDL takes, for every name in a generator, the node `in_place_of(node, objects, known)`: `objects`
    are what names mean there, `known` a dict that stays for the generator."""
    def visit_name(transformer, node):
        if not hasattr(transformer, "known"):
            transformer.known = {}
        return in_place_of(node, transformer.data.symdict, transformer.known)

    myhdl._resolverefs._AttrRefTransformer.visit_Name = visit_name
