"""Pipeline controller: each start once, in order and in its cycle; held in each stage until its done."""

import pytest

from llama2_rtl.converters.control.pipeline_controller import pipeline_controller
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("layers", [1, 2, 5])
def test_pipeline_controller(layers):
    simulate(pipeline_controller, dict(layers=layers), "tb.control.pipeline_controller_cocotb",
             extra_env=dict(LAYERS=layers))
