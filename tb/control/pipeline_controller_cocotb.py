"""Tokens whose stages take random numbers of cycles; writing ends before, with or long after projecting."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.control.pipeline_controller import (
    ATTEND,
    FEED_FORWARD,
    FINISH_TOKEN,
    IDLE,
    PROJECT_QKV,
    WRITE_KV,
)
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng

LAYERS = int(os.environ["LAYERS"])
STAGES = ("project_qkv", "write_kv", "attend", "feed_forward", "finish_token")


class Plan:
    """What a token looks like: `pulses[cycle]` are the inputs that are high, `starts[cycle]` the outputs,
    `stages[cycle]` the stage and the layer from that cycle on, `firsts[cycle]` whether it is the first layer."""

    def __init__(self, random):
        self.pulses, self.starts, self.stages, self.firsts = {0: {"token_start"}}, {}, {}, {}
        start = 0
        for layer in range(LAYERS):
            start = self._layer(random, layer, start)
        self._start(start, "finish_token", LAYERS)
        self.stages[start + 1] = (FINISH_TOKEN, LAYERS - 1)
        self.length = start + self._length(random) + 1
        self._pulse(self.length - 1, "finish_token_done")
        self.stages[self.length] = (IDLE, 0)

    def _layer(self, random, layer, start):
        """Plans one layer and returns the cycle in which its last stage is done."""
        self._start(start, "project_qkv", layer)
        self._start(start, "write_kv", layer)
        projected, written = start + self._length(random), start + self._length(random)
        attend = max(projected, written) + 1
        feed_forward = attend + self._length(random)
        end = feed_forward + self._length(random)
        self._pulse(projected, "project_qkv_done")
        self._pulse(written, "write_kv_done")
        self._start(attend, "attend", layer)
        self._pulse(feed_forward, "attend_done")
        self._start(feed_forward, "feed_forward", layer)
        self._pulse(end, "feed_forward_done")
        self.stages |= {start + 1: (PROJECT_QKV, layer), projected + 1: (WRITE_KV, layer),
                        attend + 1: (ATTEND, layer), feed_forward + 1: (FEED_FORWARD, layer)}
        return end

    @staticmethod
    def _length(random):
        return random.choice([1, 2, 3, random.randint(1, 40)])

    def _pulse(self, cycle, name):
        self.pulses.setdefault(cycle, set()).add(name)

    def _start(self, cycle, name, layer):
        self.starts.setdefault(cycle, set()).add(name)
        self.firsts[cycle] = layer == 0


@cocotb.test
async def tokens(dut):
    random = rng()
    await reset(dut)
    stage = (IDLE, 0)
    for token in range(40):
        for _ in range(random.choice([0, 0, 5])):
            await RisingEdge(dut.clk)
        plan = Plan(random)
        for cycle in range(plan.length):
            stage = plan.stages.get(cycle, stage)
            for name in ("token_start", *(f"{name}_done" for name in STAGES)):
                getattr(dut, name).value = name in plan.pulses.get(cycle, ())
            await FallingEdge(dut.clk)
            for name in STAGES:
                expect_equal(f"{name}_start", name in plan.starts.get(cycle, ()),
                             int(getattr(dut, f"{name}_start").value), token=token, cycle=cycle)
            for name, value in zip(("stage", "layer"), stage, strict=True):
                expect_equal(name, value, int(getattr(dut, name).value), token=token, cycle=cycle)
            if cycle in plan.firsts:
                expect_equal("first_layer", plan.firsts[cycle], int(dut.first_layer.value), token=token, cycle=cycle)
            await RisingEdge(dut.clk)
        stage = plan.stages[plan.length]
        dut.finish_token_done.value = 0
