"""Bundles as ports: their names, order and directions in Verilog, what is refused, and their rules in simulation."""

import pytest
from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import (
    In,
    Interface,
    Open,
    Out,
    Rule,
    Stays,
    backward,
    bit,
    check,
    clock,
    design,
    forward,
    instance,
    module,
    reset,
    signed,
    unsigned,
)
from llama2_rtl.simulation.simulate import simulate

WIDTH = 8


class Words(Interface):
    """Words with backpressure."""

    RULES = (
        Stays("offer", "{valid} && !{ready}", ("valid", "data"), "a word once offered stays"),
        Rule("small", "!{valid} || {data} < 200", "a word is below 200"),
    )

    def fields(self, width):
        return dict(valid=forward(bit(), "a word is offered"), ready=backward(bit(), "it is taken"),
                    data=forward(unsigned(width), "the word"))


class Factors(Interface):
    """Two factors."""

    def fields(self):
        return dict(a=forward(signed(9), "one"), b=forward(signed(9), "the other"))


def words_ports():
    return dict(clk=In(clock()), rst=In(reset()), s=In(Words(WIDTH)), m=Out(Words(WIDTH)), count=Out(unsigned(4),
                "words"))


@module(words_ports)
def words_through(clk, rst, s, m, count):
    """Wires from one bundle to another of its kind, and a count of the words."""
    @always_comb
    def connect():
        m.valid.next = s.valid
        m.data.next = s.data
        s.ready.next = m.ready

    @always_seq(clk.posedge, reset=rst)
    def tally():
        if s.valid and s.ready:
            count.next = count + 1

    return connect, tally


@module(words_ports)
def words_twice(clk, rst, s, m, count):
    """Two of them, with a bundle of this block's own between, and one wire of the second taken apart."""
    between = Words(WIDTH)
    offered = bit()
    behind = between.with_wires(valid=offered, ready=between.ready, data=between.data)

    @always_comb
    def offer():
        offered.next = between.valid

    return (instance("u_first", words_through, dict(s=s, m=between, count=count)), offer,
            instance("u_second", words_through, dict(**behind.by_port("s"), m=m, count=Open(4))))


def test_ports_in_order():
    text, shapes = design(words_twice, {})[-1].text, design(words_twice, {})[-1].shapes
    names = ["clk", "rst", "s_valid", "s_ready", "s_data", "m_valid", "m_ready", "m_data", "count"]
    assert list(shapes) == names
    header = text[text.index("module "):text.index("\n);")].splitlines()[1:]
    assert [line.split("//")[0].split()[-1].strip(",") for line in header] == names
    assert "    output wire s_ready,  // it is taken" in header
    assert "    input wire [7:0] s_data,  // the word" in header
    assert ".m_valid(between_valid)" in text and ".s_valid(offered)" in text


def test_rules_stand_in_the_docstring():
    assert "- a word once offered stays." in Words.__doc__ and "- a word is below 200." in Words.__doc__


@pytest.mark.parametrize("sim", ["icarus", "verilator"])
@pytest.mark.parametrize("case", ["", "withdrawn", "changed", "large"])
def test_rules_in_simulation(sim, case):
    def run():
        simulate(words_twice, {}, "tb.hdl.interfaces_cocotb", extra_env=dict(BREAK=case), sim=sim, checks=True)
    if not case:
        return run()
    sentence = "a word is below 200" if case == "large" else "a word once offered stays"
    with pytest.raises(AssertionError, match=rf"broken rule: .*words_twice(\.u_\w+)? at \d+ ns: {sentence}"):
        run()


class Namesakes(Words):
    """Words whose rules are called as fields are, and fields as what the assertions of rules store."""

    STORED = ("hold", "alive", "valid_data", "valid_waits", "valid_was_data", "data_was_valid")
    RULES = (
        Stays("valid", "{valid} && !{ready}", ("valid", "data"), "a word once offered stays"),
        Rule("data", "!{valid} || {was_valid} || {data} < 200", "a word is below 200"),
        Rule("hold", " && ".join(f"!{{{name}}}" for name in STORED), "these stay low"),
    )

    def fields(self, width):
        return super().fields(width) | {name: forward(bit(), name) for name in self.STORED}


def namesakes_ports():
    return dict(clk=In(clock()), rst=In(reset()), s=In(Namesakes(WIDTH)), m_ready=In(bit()), count=Out(unsigned(4)))


@module(namesakes_ports)
def namesakes(clk, rst, s, m_ready, count):
    """Takes words and counts them."""
    @always_comb
    def connect():
        s.ready.next = m_ready

    @always_seq(clk.posedge, reset=rst)
    def tally():
        if s.valid and s.ready:
            count.next = count + 1

    return connect, tally, check(clk, rst, [Rule("s", "{s} || {count} < 8", "few words are counted")], "s", s=s.ready,
                                 count=count)


@pytest.mark.parametrize("case, sentence", [
    ("", None), ("changed", "a word once offered stays"), ("large", "a word is below 200")])
def test_rules_that_are_called_as_fields(case, sentence):
    def run():
        simulate(namesakes, {}, "tb.hdl.interfaces_cocotb", extra_env=dict(BREAK=case), sim="icarus", checks=True)
    if sentence is None:
        return run()
    with pytest.raises(AssertionError, match=f"broken rule: .*namesakes at .*: {sentence}"):
        run()


def test_two_rules_of_one_name():
    rule = Rule("few", "{count} < 8", "few words are counted")

    def body(clk, rst, count):
        return check(clk, rst, [rule, rule], count=count)
    refused("two_rules", body, "two rules of .* are called few; rename one", clk=clock(), rst=reset(),
            count=unsigned(4))


def parent(name, body, **ports):
    """The module `name` of these ports whose function is `body`."""
    body.__name__ = name
    return module(lambda: dict(ports))(body)


def refused(name, body, sentence, **ports):
    with pytest.raises(ValueError, match=sentence):
        design(parent(name, body, **ports), {})


def test_stated_output_that_nobody_drives():
    def body(a, y):
        @always_comb
        def nothing():
            a.next = y
        return nothing
    refused("parent_of_nothing", body, "the port a is stated as an input and is driven by the block", a=In(bit()),
            y=In(bit()))


def test_stated_input_that_is_driven():
    def body(s, y):
        @always_comb
        def drive():
            y.next = s.valid
        return drive
    refused("parent_of_no_ready", body, "Port is not used: s_ready", s=In(Words(4)),
            y=Out(bit()))


CONNECTED = dict(clk=In(clock()), rst=In(reset()))


@pytest.mark.parametrize("number, wires, sentence", [
    (0, lambda: dict(s=Factors()), "words_through.s is a Words, its wires a Factors"),
    (1, lambda: dict(s=Words(4)), "words_through.s_data is 8 bits wide, its wire 4"),
    (2, lambda: dict(t=Words(8)), "words_through has no bundle t"),
    (3, lambda: {}, "words_through has no connection for s_valid, s_ready, s_data"),
])
def test_refused_connections(number, wires, sentence):
    def body(clk, rst):
        return instance("u_words", words_through, dict(clk=clk, rst=rst, m=Words(8), count=Open(4)) | wires())
    refused(f"parent_of_wrong_wires_{number}", body, sentence, **CONNECTED)


def test_two_drivers():
    def body(clk, rst):
        word = Words(8)
        return [instance(f"u_{name}", words_through, dict(s=Words(8), m=word, count=Open(4)))
                for name in ("one", "other")]
    refused("parent_of_two_drivers", body, "u_other.m_valid and u_one.m_valid drive one wire", **CONNECTED)


def test_the_dialect_sees_through_bundles():
    def body(f, y):
        @always_comb
        def multiply():
            y.next = (f.a * f.b) >> 8
        return multiply
    refused("parent_of_factors", body, "a sum or product is cut off before it is shifted", f=In(Factors()),
            y=Out(signed(10)))


def test_no_such_field():
    with pytest.raises(ValueError, match="a Words has no field strobe; it has valid, ready, data"):
        Words(8).with_wires(strobe=bit())


class Held(Interface):
    """A value that stays, but where a reader chooses whose it is."""

    RULES = (Stays("held", "{busy}", ("value",), "the value stays", unless="number"),)

    def fields(self, chosen):
        number = dict(number=backward(bit(), "whose")) if chosen else {}
        return dict(busy=forward(bit(), "it stays"), **number, value=forward(bit(), "the value"))


def held_ports(chosen):
    return dict(clk=In(clock()), rst=In(reset()), held=In(Held(chosen)), seen=Out(bit()))


@module(held_ports)
def reads_held(clk, rst, held, seen, *, chosen):
    """Reads it, and where it may choose, whose it was before."""
    @always_seq(clk.posedge, reset=rst)
    def read():
        seen.next = held.value and held.busy

    if not chosen:
        return read

    @always_comb
    def choose():
        held.number.next = not held.busy

    return read, choose


@pytest.mark.parametrize("chosen", [False, True])
def test_a_rule_that_some_bundles_do_not_keep(chosen):
    text = design(reads_held, dict(chosen=chosen), checks=True)[-1].text
    assert ("the value stays" in text.partition("module")[2]) is not chosen


def doubled_ports():
    return dict(clk=In(clock()), rst=In(reset()), one=In(Words(WIDTH)), one_valid=Out(bit()))


@module(doubled_ports)
def two_of_one_name(clk, rst, one, one_valid):
    """A port that bears the name of a bundle's."""
    @always_comb
    def answer():
        one.ready.next = one.valid and one.data != 0
        one_valid.next = one.valid

    return answer


def test_two_ports_of_one_name():
    with pytest.raises(ValueError, match="two_of_one_name: two ports are called one_valid; rename the bundle of one"):
        design(two_of_one_name, {})
