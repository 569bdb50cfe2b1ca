"""A model on a geometry, named in a way that pytest can pass on to the simulation."""

import json
import os
from dataclasses import asdict, dataclass

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.multipliers import Multiplier
from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint
from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.quantize import quantize_model


@dataclass(frozen=True)
class Scenario:
    """A checkpoint's path, or a seed for random weights, on a geometry."""

    geometry: Geometry
    checkpoint: str | int

    def model(self):
        """The quantised model."""
        if isinstance(self.checkpoint, int):
            checkpoint = random_checkpoint(self.geometry.model, self.checkpoint)
        else:
            checkpoint = read_checkpoint(self.checkpoint)
        return quantize_model(checkpoint, self.geometry.numerics)

    def to_env(self):
        return dict(SCENARIO=json.dumps(dict(geometry=asdict(self.geometry), checkpoint=self.checkpoint)))


def scenario_from_env():
    fields = json.loads(os.environ["SCENARIO"])
    g = fields["geometry"]
    geometry = Geometry(ModelConfig(**g["model"]), Numerics(**g["numerics"]), g["lanes"], g["context"],
                        g["vectors"], sampler_list=g["sampler_list"], ways=g["ways"],
                        multiplier=Multiplier(**g["multiplier"]), largest_tail=g["largest_tail"], ports=g["ports"],
                        longest_burst=g["longest_burst"], sequences=g["sequences"])
    return Scenario(geometry, fields["checkpoint"])
