"""Real checkpoints over AXI4 under random delays and pauses: every tap, the logits among them, equal to golden's."""

import pytest

from tb.axi.test_axi_positions import run
from tb.tops.checkpoints import files


@pytest.mark.parametrize(("name", "positions"), [("tales", [200]), ("stories260K", [130])])
def test_axi_checkpoints(name, positions):
    preset, checkpoint, _ = files(name)
    run(preset.geometry, positions, checkpoint=str(checkpoint))
