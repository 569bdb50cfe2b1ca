"""Verilator finds nothing in the engine, the stages around it and the controller, on geometries of every kind."""

import pytest

from llama2_rtl.converters.control.pipeline_controller import pipeline_controller
from llama2_rtl.simulation.lint import lint
from tb.engine.geometries import SMALL
from tb.stages.matrices import matrices


@pytest.mark.parametrize("g", list(SMALL.values()))
def test_matrices_lint(g):
    assert lint(matrices, dict(geometry=g)) == ""


@pytest.mark.parametrize("layers", [1, 2, 5, 32])
def test_controller_lint(layers):
    assert lint(pipeline_controller, dict(layers=layers)) == ""
