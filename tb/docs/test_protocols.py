"""The timing diagrams show what the blocks do, cycle by cycle."""

import json

import pytest

from llama2_rtl.converters.hdl import design
from llama2_rtl.pictures.protocols import PROTOCOLS
from llama2_rtl.pictures.waves import Wire, timing_diagram
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_block_keeps_the_diagram(name):
    run = PROTOCOLS[name]
    ports, cycles = run.module.ports(**run.params), len(run.signals[0].values)
    found = simulated(run, ports, cycles)
    driven = [signal for signal in run.signals if signal.port in found]
    assert driven and len(driven) < len(run.signals)
    for signal in driven:
        words = [word[len(word) - signal.low - signal.bits:len(word) - signal.low] for word in found[signal.port]]
        expected = [None if value is None else f"{value:0{signal.bits}b}" for value in signal.values]
        wrong = [(cycle, want, word) for cycle, (want, word) in enumerate(zip(expected, words, strict=True))
                 if want not in (None, word)]
        assert not wrong, f"{signal.name}: in cycle {wrong[0][0]} the diagram says {wrong[0][1]}, it is {wrong[0][2]}"


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_diagram_is_of_its_bundle(name):
    """It shows all fields that its module has of the bundle, or of several bundles of that kind."""
    run = PROTOCOLS[name]
    shown = {signal.port for signal in run.signals}
    bundles = [set(fields.values()) for kind, fields in design(run.module, run.params)[-1].bundles.values()
               if kind.__name__ == name]
    assert any(fields <= shown for fields in bundles)


def simulated(run, ports, cycles):
    """Output -> its bits in each cycle of a run."""
    inputs = {name: [value] * cycles for name, value in run.constants}
    outputs = {name for name in ports if name not in ("clk", "rst")} & outputs_of(run)
    for signal in run.signals:
        if signal.port not in outputs:
            words = inputs.setdefault(signal.port, [0] * cycles)
            inputs[signal.port] = [word | (value or 0) << signal.low
                                   for word, value in zip(words, signal.values, strict=True)]
    folder = simulate(run.module, run.params, "tb.docs.protocol_cocotb",
                      extra_env=dict(INPUTS=json.dumps(inputs), CYCLES=cycles))
    return json.loads((folder / "found.json").read_text())


def outputs_of(run):
    """The names of the outputs of a run's block."""
    return design(run.module, run.params)[-1].outputs


def test_what_is_no_diagram():
    wire = Wire("valid", 1, "the source")
    with pytest.raises(ValueError, match="2 signals with waveforms of"):
        timing_diagram("stream", [wire, wire], [[0, 1]])
    with pytest.raises(ValueError, match=r"2 signals with waveforms of \[1, 2\] cycles"):
        timing_diagram("stream", [wire, wire], [[0, 1], [0]])
