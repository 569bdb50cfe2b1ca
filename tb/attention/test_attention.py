"""Attention over random heads against golden: every score, every output element, bubbles and latency."""

import json

import pytest

from llama2_rtl.converters.attention.attention import attention
from llama2_rtl.converters.engine.multiply_accumulate import PV_LATENCY, dot_latency
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.lint import lint
from llama2_rtl.simulation.simulate import simulate
from tb.attention.cache_model import geometry_of, geometry_variables

# Dimensions, positions, and limits: position, most bubbles between the beats, most cycles after them.
CASES = dict(
    two_slots=(dict(dim=64, heads=8, kv_heads=4, lanes=16, context=512), [0, 1, 15, 63, 64, 130],
               [(0, 67, 25), (63, 0, 25)]),
    one_slot=(dict(dim=64, heads=8, kv_heads=4, lanes=8, context=64), [0, 9, 63], [(63, 0, 17)]),
    eight_slots=(dict(dim=64, heads=8, kv_heads=4, lanes=64, context=128), [0, 5, 127], [(127, 0, 73)]),
    two_chunks=(dict(dim=32, heads=4, kv_heads=2, lanes=4, context=70), [0, 3, 69], []),
    part_of_a_word=(dict(dim=24, heads=2, kv_heads=1, lanes=8, context=66), [0, 2, 65], []),
    padded_stride=(dict(dim=24, heads=4, kv_heads=2, lanes=16, context=100), [0, 1, 99], []),
    padded_slots=(dict(dim=24, heads=4, kv_heads=2, lanes=64, context=66), [0, 65], []),
    few_elements=(dict(dim=8, heads=2, kv_heads=2, lanes=4, context=130), [0, 64, 129], []),
    one_lane=(dict(dim=4, heads=2, kv_heads=1, lanes=1, context=66), [0, 65], []),
    one_lane_long_head=(dict(dim=6, heads=1, kv_heads=1, lanes=1, context=66), [0, 1, 65], []),
    one_head=(dict(dim=8, heads=1, kv_heads=1, lanes=8, context=40, layers=1), [0, 39], []),
    split_group=(dict(dim=64, heads=8, kv_heads=2, lanes=16, context=260), [0, 7, 200], []),
    eight_bits=(dict(dim=32, heads=4, kv_heads=2, lanes=16, context=72, k_bits=8), [0, 3, 71], []),
    a_way_per_query=(dict(dim=48, heads=6, kv_heads=2, lanes=8, context=130, ways=3), [0, 7, 63, 64, 129], []),
    ways_and_slots=(dict(dim=64, heads=8, kv_heads=4, lanes=16, context=130, ways=2), [0, 1, 64, 129], []),
    ways_and_items=(dict(dim=24, heads=12, kv_heads=2, lanes=4, context=70, ways=3), [0, 65], []),
    ways_and_lanes_of_a_group=(dict(dim=24, heads=4, kv_heads=1, lanes=16, context=70, ways=2), [0, 5, 69], []),
    ways_of_words=(dict(dim=64, heads=4, kv_heads=2, lanes=4, context=130, ways=2), [0, 1, 63, 64, 129], []),
    three_ways_of_two_words=(dict(dim=96, heads=6, kv_heads=2, lanes=8, context=70, ways=3), [0, 5, 69], []),
    ways_on_one_lane=(dict(dim=8, heads=2, kv_heads=1, lanes=1, context=66, ways=2), [0, 65], []),
    more_ways_than_queries=(dict(dim=24, heads=4, kv_heads=2, lanes=32, context=70, ways=4), [0, 69], []),
    batch_of_heads_in_a_word=(dict(dim=24, heads=6, kv_heads=3, lanes=16, context=140, vectors=3),
                              [0, 1, 63, 65, 129], []),
    batch_of_words=(dict(dim=32, heads=4, kv_heads=2, lanes=4, context=70, ways=2, vectors=5), [0, 3, 66], []),
    batch_whose_sums_leave_slowly=(dict(dim=64, heads=4, kv_heads=2, lanes=16, context=80, layers=1, vectors=8),
                                   [7, 64, 65, 79], []),
    sums_two_at_a_time=(dict(dim=384, heads=6, kv_heads=2, lanes=64, context=140, layers=1, ways=3),
                        [0, 5, 63, 64, 130], []),
    sums_of_two_words=(dict(dim=1024, heads=16, kv_heads=2, lanes=32, context=70, layers=1, ways=8), [0, 66], []),
    sums_of_a_batch=(dict(dim=384, heads=6, kv_heads=2, lanes=64, context=70, layers=1, ways=3, vectors=2),
                     [1, 66], []),
    sums_of_a_batch_of_words=(dict(dim=512, heads=8, kv_heads=1, lanes=32, context=70, layers=1, ways=8, vectors=2),
                              [66], []),
    tail_of_four=(dict(dim=64, heads=8, kv_heads=4, lanes=64, context=128, tail=4), [0, 5, 127], []),
    sums_for_a_tail_of_two=(dict(dim=512, heads=16, kv_heads=2, lanes=256, context=70, layers=1, ways=8), [66], []),
    two_ways_of_three=(dict(dim=48, heads=6, kv_heads=2, lanes=8, context=130, ways=2), [0, 7, 63, 64, 129], []),
    three_ways_of_seven=(dict(dim=56, heads=14, kv_heads=2, lanes=4, context=70, ways=3), [0, 5, 69], []),
    four_ways_of_five=(dict(dim=80, heads=5, kv_heads=1, lanes=16, context=70, ways=4), [0, 69], []),
    five_of_words=(dict(dim=80, heads=10, kv_heads=2, lanes=4, context=70, ways=4), [0, 5, 63, 69], []),
    lanes_of_five=(dict(dim=40, heads=10, kv_heads=2, lanes=16, context=70), [0, 5, 69], []),
    batch_of_five=(dict(dim=40, heads=10, kv_heads=2, lanes=4, context=70, ways=3, vectors=3), [0, 1, 66], []),
    batch_of_five_of_words=(dict(dim=80, heads=10, kv_heads=2, lanes=4, context=70, ways=4, vectors=2), [1, 66], []),
    five_of_many_sums=(dict(dim=1280, heads=10, kv_heads=2, lanes=64, context=70, layers=1, ways=3), [66], []),
    five_with_a_tail=(dict(dim=80, heads=10, kv_heads=2, lanes=16, context=70, ways=2), [0, 66], []),
    wide_values=(dict(dim=32, heads=4, kv_heads=4, lanes=16, context=80, k_bits=12, v_bits=16), [0, 79], []),
)


@pytest.mark.parametrize("case", CASES)
def test_attention(case):
    dimensions, positions, limits = CASES[case]
    geometry = geometry_of(**dimensions)
    _run(geometry, dot_latency(geometry), PV_LATENCY, positions, limits)


@pytest.mark.parametrize("latencies", [(3, 3), (8, 8), (9, 20)])
def test_attention_latencies(latencies):
    _run(geometry_of(dim=32, heads=4, kv_heads=2, lanes=8, context=70), *latencies, [0, 2, 69], [])


@pytest.mark.parametrize("case", ["a_way_per_query", "ways_of_words", "sums_two_at_a_time", "sums_for_a_tail_of_two",
                                  "two_ways_of_three", "five_of_words", "batch_of_five_of_words"])
def test_attention_lint(case):
    geometry = geometry_of(**CASES[case][0])
    assert lint(attention, dict(geometry=geometry, dot_latency=dot_latency(geometry), pv_latency=PV_LATENCY)) == ""


def test_ways_need_whole_words():
    with pytest.raises(ValueError, match="2 ways, with heads of 12 elements on 8 lanes; ways need heads that fill"):
        geometry_of(dim=24, heads=2, kv_heads=1, lanes=8, context=66, ways=2)


def _run(geometry, to_dots, to_sums, positions, limits):
    simulate(attention, dict(geometry=geometry, dot_latency=to_dots, pv_latency=to_sums),
             "tb.attention.attention_cocotb", memories=MEMORIES,
             extra_env=geometry_variables(geometry) | dict(
                 POSITIONS=json.dumps(positions), LIMITS=json.dumps(limits),
                 DOT_LATENCY=to_dots, PV_LATENCY=to_sums),
             instances=[f"u_online_softmax.u_span_scores.u_score_{slot}" for slot in range(geometry.slots)])
