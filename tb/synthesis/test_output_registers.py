"""Registers that move into block RAMs and multipliers: which ones may, and what becomes of the netlist."""

import copy

import pytest

from llama2_rtl.synthesis.ecp5.output_registers import pack_output_registers


def netlist():
    """A block RAM of two bits on clock 2, each of which goes to a flip-flop; the outputs leave by port `q`."""
    ram = dict(type="DP16KD", parameters=dict(REGMODE_A="NOREG", REGMODE_B="NOREG", CLKAMUX="CLKA", CLKBMUX="CLKB",
                                              DATA_WIDTH_B=f"{9:032b}"),
               port_directions=dict(CLKA="input", CLKB="input", OCEA="input", OCEB="input", DOA0="output",
                                    DOB0="output", DOB1="output"),
               connections=dict(CLKA=["0"], CLKB=[2], OCEA=["0"], OCEB=["1"], DOA0=[12], DOB0=[10], DOB1=[11]))
    cells = dict(ram=ram) | {f"ff{bit}": dict(
        type="TRELLIS_FF", parameters=dict(CEMUX="1 ", CLKMUX="CLK", REGSET="RESET"),
        port_directions=dict(CLK="input", DI="input", LSR="input", Q="output"),
        connections=dict(CLK=[2], DI=[10 + bit], LSR=["0"], Q=[20 + bit])) for bit in range(2)}
    return dict(cells=cells, ports=dict(q=dict(direction="output", bits=[20, 21])))


def test_taken_in():
    module = netlist()
    assert pack_output_registers(module) == 2
    assert list(module["cells"]) == ["ram"]
    ram = module["cells"]["ram"]
    assert ram["parameters"] == dict(REGMODE_A="OUTREG", REGMODE_B="OUTREG", CLKAMUX="CLKA", CLKBMUX="CLKB",
                                     DATA_WIDTH_B=f"{9:032b}")
    assert ram["connections"] == dict(CLKA=["0"], CLKB=[2], OCEA=["0"], OCEB=["1"], DOA0=[12], DOB0=[20], DOB1=[21])


def enable(module, *registers, by=6, mux="CE"):
    for name in registers or ("ff1",):
        module["cells"][name]["parameters"]["CEMUX"] = mux
        module["cells"][name]["connections"]["CE"] = [by]
        module["cells"][name]["port_directions"]["CE"] = "input"


def test_enable_taken_in():
    module = netlist()
    enable(module, "ff0", "ff1")
    assert pack_output_registers(module) == 2
    assert module["cells"]["ram"]["connections"]["OCEB"] == [6]


def test_both_halves_of_a_pair():
    """A word of 36 bits leaves by both ports, and all of it belongs to port B."""
    module = netlist()
    module["cells"]["ram"]["parameters"]["DATA_WIDTH_B"] = f"{36:032b}"
    connections = module["cells"]["ram"]["connections"]
    connections["DOA0"], connections["DOB1"] = connections["DOB1"], connections["DOA0"]
    enable(module, "ff0", "ff1")
    assert pack_output_registers(module) == 2
    assert (connections["DOA0"], connections["DOB0"]) == ([21], [20])
    assert (connections["OCEA"], connections["OCEB"]) == (["0"], [6])


def enables_that_differ(module):
    enable(module, "ff0")
    enable(module, "ff1", by=7)


def inverted_enable(module):
    enable(module, "ff0", "ff1", mux="INV")


def reset(module):
    module["cells"]["ff1"]["connections"]["LSR"] = [3]


def other_clock(module):
    module["cells"]["ff1"]["connections"]["CLK"] = [3]


def clocks_that_differ(module):
    module["cells"]["ram"]["connections"]["CLKA"] = [3]


def other_edge(module):
    module["cells"]["ff1"]["parameters"]["CLKMUX"] = "INV"


def begins_with_one(module):
    module["cells"]["ff1"]["parameters"]["REGSET"] = "SET"


def output_not_enabled(module):
    module["cells"]["ram"]["connections"]["OCEB"] = ["0"]


def other_port(module):
    connections = module["cells"]["ram"]["connections"]
    connections["DOA0"], connections["DOB1"], connections["OCEA"] = connections["DOB1"], connections["DOA0"], ["1"]


def used_twice(module):
    module["cells"]["ff2"] = copy.deepcopy(module["cells"]["ff1"])


def no_register(module):
    module["cells"]["ff1"]["type"] = "LUT4"


def leaves_the_module(module):
    module["ports"]["word"] = dict(direction="output", bits=[11])


def only_leaves_the_module(module):
    del module["cells"]["ff1"]
    leaves_the_module(module)


@pytest.mark.parametrize("change", [
    enable, enables_that_differ, inverted_enable, reset, other_clock, clocks_that_differ, other_edge, begins_with_one,
    output_not_enabled, other_port, used_twice, no_register, leaves_the_module, only_leaves_the_module])
def test_left_alone(change):
    module = netlist()
    change(module)
    before = copy.deepcopy(module)
    assert pack_output_registers(module) == 0
    assert module == before


def product_netlist():
    """A multiplier of two bits, each of which goes to a register with the reset 4 on clock 2 and leaves by port `q`."""
    multiplier = dict(type="MULT18X18D", parameters={}, port_directions=dict(P0="output", P1="output", A0="input"),
                      connections=dict(P0=[10], P1=[11], A0=[5]))
    cells = dict(multiplier=multiplier) | {f"ff{bit}": dict(
        type="TRELLIS_FF", parameters=dict(CEMUX="1 ", CLKMUX="CLK", REGSET="RESET"),
        port_directions=dict(CLK="input", DI="input", LSR="input", Q="output"),
        connections=dict(CLK=[2], DI=[10 + bit], LSR=[4], Q=[20 + bit])) for bit in range(2)}
    return dict(cells=cells, ports=dict(q=dict(direction="output", bits=[20, 21])))


def test_product_taken_in():
    module = product_netlist()
    assert pack_output_registers(module) == 2
    assert list(module["cells"]) == ["multiplier"]
    multiplier = module["cells"]["multiplier"]
    assert multiplier["parameters"] == dict(
        REG_OUTPUT_CLK="CLK0", REG_OUTPUT_CE="CE0", REG_OUTPUT_RST="RST0", RESETMODE="SYNC")
    assert multiplier["connections"] == dict(P0=[20], P1=[21], A0=[5], CLK0=[2], CE0=["1"], RST0=[4])
    assert set(multiplier["connections"]) == set(multiplier["port_directions"])


def test_product_enable_taken_in():
    module = product_netlist()
    enable(module, "ff0", "ff1")
    assert pack_output_registers(module) == 2
    assert module["cells"]["multiplier"]["connections"]["CE0"] == [6]


@pytest.mark.parametrize("change", [
    enable, enables_that_differ, inverted_enable, reset, other_clock, other_edge, begins_with_one, used_twice,
    no_register, leaves_the_module, only_leaves_the_module])
def test_product_left_alone(change):
    module = product_netlist()
    change(module)
    before = copy.deepcopy(module)
    assert pack_output_registers(module) == 0
    assert module == before
