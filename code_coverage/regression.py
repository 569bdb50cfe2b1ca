"""The tests whose simulations are counted: the committed core on chip, cores over AXI4, and what neither has alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """`tests`, by their identifiers, and what they are there for."""

    what: str
    tests: tuple


REGRESSION = (
    Part("the committed core on chip: a story, and tokens over the whole context",
         ("tb/tops/test_story.py::test_story[tales]", "tb/tops/test_positions.py::test_positions[tales]")),
    Part("a core on chip whose prompts and answers end in every way, greedy and sampled",
         tuple(f"tb/tops/test_top.py::test_top[{case}]" for case in (
             "stop_tokens_and_context", "going_on", "going_on_after_a_full_context", "sampled_on"))),
    Part("a core over AXI4: faults, commands in any cycle, silence, what was given up",
         ("tb/axi/test_axi_faults.py::test_axi_faults", "tb/axi/test_axi_seams.py::test_axi_seams[given_up]",
          "tb/axi/test_axi_seams.py::test_axi_seams[ends]")),
    Part("a core over AXI4 with two ports: tokens in several spans",
         ("tb/axi/test_axi_positions.py::test_axi_positions[two_ports]",)),
    Part("a core over AXI4 with a sampler's list", ("tb/axi/test_axi_filters.py::test_axi_filters",)),
    Part("a core over AXI4 with batches and drafts", ("tb/axi/test_axi_drafts.py::test_drafts",)),
    Part("arithmetic over its whole range",
         (*(f"tb/kernels/test_round_shift.py::test_round_shift[{case}]" for case in ("54-32", "33-16", "64-16")),
          "tb/kernels/test_rsqrt.py::test_rsqrt[68]", "tb/kernels/test_reciprocal.py::test_reciprocal[37]",
          "tb/kernels/test_exp2.py::test_exp2", "tb/kernels/test_silu.py::test_silu",
          "tb/kernels/test_sincos.py::test_sincos", "tb/kernels/test_gumbel.py::test_gumbel[13]",
          "tb/vector/test_quantizer.py::test_quantizer[16-172-16-1]",
          "tb/vector/test_vector_path.py::test_vector_path[slots_2-1]",
          "tb/engine/test_row_scale.py::test_row_scale[four_lanes-1]",
          "tb/attention/test_online_softmax.py::test_online_softmax[one_slot-0]",
          "tb/stages/test_sampler.py::test_sampler[1]")),
    Part("sizes that no such core has",
         ("tb/engine/test_row_col_ctrl.py::test_row_col_ctrl[12-6-1]",
          "tb/engine/test_row_col_ctrl.py::test_row_col_ctrl[3-3-2]", "tb/memory/test_fifo.py::test_fifo[12-16]",
          "tb/control/test_pipeline_controller.py::test_pipeline_controller[2]",
          "tb/axi/test_axi_run_control.py::test_axi_run_control",
          "tb/axi/test_axi_open_bursts.py::test_axi_open_bursts",
          "tb/attention/test_attention.py::test_attention[two_chunks]")),
)


def tests():
    """The identifiers of all tests."""
    return [test for part in REGRESSION for test in part.tests]
